<#
.SYNOPSIS
    Changes a site of Configuration Manager, step by step.
.DESCRIPTION
    @ABOUT@

    Without -Apply, nothing is changed: each step reads the site and says what it would do.
    With -Apply, each step
      checks    whether the site already is as it should be: then the step is skipped;
      guards    that the site is still as it was when the runbook was written: else the script stops;
      does      what its commands say;
      verifies  that the site now is as it should be: else the script stops.
    How to undo a step is written above it. The script stops at the first failure, and says from which step to go on.

    It needs the console of Configuration Manager on this computer, Windows PowerShell 5.1 or PowerShell 7, and an
    administrative user of the hierarchy. Passwords are asked for, and written nowhere.

    Nothing of this script was run at a real site. Rehearse it in a lab.
.PARAMETER ProviderMachine
    The computer with the SMS Provider of the top-level site.
.PARAMETER Apply
    Changes the site.
.PARAMETER From
    The first step to do.
.PARAMETER Until
    The last step to do.
.PARAMETER Only
    The numbers of the steps to do.
.PARAMETER NotAfter
    No step begins after this time.
.PARAMETER Log
    The file of the transcript.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [string]$ProviderMachine,
    [switch]$Apply,
    [int]$From = 1,
    [int]$Until = @COUNT@,
    [int[]]$Only = @(),
    [datetime]$NotAfter = [datetime]::MaxValue,
    [string]$Log = (Join-Path -Path (Get-Location).Path -ChildPath 'runbook.log')
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$Namespace = 'root\sms\site_' + @SITE@
$Results = New-Object -TypeName System.Collections.ArrayList
$Failed = 0

# Reads ---------------------------------------------------------------------------------------------------------------

function Get-Row {
    param([string]$Class, [string]$Filter)
    Get-CimInstance -ComputerName $ProviderMachine -Namespace $Namespace -ClassName $Class -Filter $Filter
}

function Get-Presence {
    param([string]$Class, [string]$Filter)
    if (@(Get-Row -Class $Class -Filter $Filter).Count -gt 0) { 'present' } else { 'absent' }
}

# The values of fields such as 'Value2:DefaultWSUS', joined by |. A field is a column, or a part of an embedded property.
function Get-SiteValue {
    param([string]$Class, [string]$Filter, [string[]]$Fields)
    $rows = @(Get-Row -Class $Class -Filter $Filter)
    if ($rows.Count -eq 0) { return 'absent' }
    $texts = foreach ($row in $rows) {
        $values = foreach ($field in $Fields) {
            $part, $name = $field -split ':', 2
            if ($part -eq 'Column') {
                "$($row.$name)"
            } else {
                $property = $row.Props | Where-Object -FilterScript { $_.PropertyName -ceq $name }
                if ($null -eq $property) { '' } else { "$($property.$part)" }
            }
        }
        $values -join '|'
    }
    $texts = @($texts | Sort-Object -Unique)
    if ($texts.Count -gt 1) { throw "Rows of $Class differ: $($texts -join '; ')" }
    $texts[0]
}

function Get-SortedList {
    param([string]$Text)
    ($Text.ToLowerInvariant() -split ',' | Where-Object -FilterScript { $_ } | Sort-Object) -join ','
}

# The category of this name or id. Two of one name are an error: the plan has to name the id.
function Get-Category {
    param([string]$Name, [bool]$Classification)
    $found = @(Get-CimInstance -ComputerName $ProviderMachine -Namespace $Namespace -ClassName 'SMS_UpdateCategoryInstance' |
        Where-Object -FilterScript {
            $_.AllowSubscription -and
            ($_.CategoryTypeName -eq 'UpdateClassification') -eq $Classification -and
            ($_.LocalizedCategoryInstanceName -eq $Name -or $_.CategoryInstance_UniqueID -eq $Name -or
                $_.CategoryInstance_UniqueID -like "*:$Name")
        })
    if ($found.Count -ne 1) { throw "$($found.Count) categories that can be subscribed are named $Name." }
    $found[0]
}

function Get-Subscription {
    param([string[]]$Names, [bool]$Classifications)
    $values = foreach ($name in $Names) {
        if ((Get-Category -Name $name -Classification $Classifications).IsSubscribed) { '1' } else { '0' }
    }
    $values -join '|'
}

# Changes -------------------------------------------------------------------------------------------------------------

function Assert-Parameter {
    param([string]$Cmdlet, [string]$Parameter, [string]$Setting)
    if (-not (Get-Command -Name $Cmdlet).Parameters.ContainsKey($Parameter)) {
        throw "$Cmdlet of this console has no parameter $Parameter. Set $Setting in a newer console."
    }
}

function Set-Subscription {
    param([string]$Name, [bool]$IsSubscribed, [bool]$Classification)
    $category = Get-Category -Name $Name -Classification $Classification
    Set-CimInstance -InputObject $category -Property @{ IsSubscribed = $IsSubscribed }
}

function Clear-Subscription {
    $subscribed = @(Get-CimInstance -ComputerName $ProviderMachine -Namespace $Namespace -ClassName 'SMS_UpdateCategoryInstance' |
        Where-Object -FilterScript { $_.AllowSubscription -and $_.IsSubscribed })
    foreach ($category in $subscribed) {
        Set-CimInstance -InputObject $category -Property @{ IsSubscribed = $false }
    }
}

function Set-ComponentValue {
    param([string]$SiteCode, [string]$Name, [int]$Value)
    $filter = "ComponentName = 'SMS_WSUS_CONFIGURATION_MANAGER' AND FileType = 2 AND SiteCode = '$SiteCode'"
    foreach ($component in @(Get-Row -Class 'SMS_SCI_Component' -Filter $filter)) {
        $properties = $component.Props
        foreach ($property in $properties) {
            if ($property.PropertyName -ceq $Name) { $property.Value = $Value }
        }
        Set-CimInstance -InputObject $component -Property @{ Props = $properties }
    }
}

# The cmdlet takes names of languages in the display language of Windows: each name that this computer has is tried.
function Set-Language {
    param([string]$SiteCode, [string]$List, [string]$Culture, [bool]$IsSelected)
    $information = [System.Globalization.CultureInfo]::GetCultureInfo($Culture)
    $names = @($information.DisplayName, $information.EnglishName, $information.NativeName) | Select-Object -Unique
    foreach ($name in $names) {
        try {
            if ($List -eq 'UpdateFile' -and $IsSelected) {
                Set-CMSoftwareUpdatePointComponent -SiteCode $SiteCode -AddLanguageUpdateFile $name
            } elseif ($List -eq 'UpdateFile') {
                Set-CMSoftwareUpdatePointComponent -SiteCode $SiteCode -RemoveLanguageUpdateFile $name
            } elseif ($IsSelected) {
                Set-CMSoftwareUpdatePointComponent -SiteCode $SiteCode -AddLanguageSummaryDetail $name
            } else {
                Set-CMSoftwareUpdatePointComponent -SiteCode $SiteCode -RemoveLanguageSummaryDetail $name
            }
            return
        } catch {
            Write-Warning -Message "$name is not accepted: $($_.Exception.Message)"
        }
    }
    throw "The site accepts no name of the language $Culture. Select it in the console."
}

function Set-OnlyLanguages {
    param([string]$SiteCode, [string]$List, [string[]]$Cultures)
    $property = if ($List -eq 'UpdateFile') { 'SupportedUpdateLanguages' } else { 'SupportedTitleLanguages' }
    $filter = "ComponentName = 'SMS_WSUS_CONFIGURATION_MANAGER' AND FileType = 2 AND SiteCode = '$SiteCode'"
    $text = Get-SiteValue -Class 'SMS_SCI_Component' -Filter $filter -Fields "Value2:$property"
    $selected = @($text -split ',' | Where-Object -FilterScript { $_ })
    foreach ($culture in $Cultures) {
        if ($selected -notcontains $culture) {
            Set-Language -SiteCode $SiteCode -List $List -Culture $culture -IsSelected $true
        }
    }
    foreach ($culture in $selected) {
        if ($Cultures -notcontains $culture) {
            Set-Language -SiteCode $SiteCode -List $List -Culture $culture -IsSelected $false
        }
    }
}

# Waits ---------------------------------------------------------------------------------------------------------------

# A role is added before it is installed. It is installed once its status of synchronization exists.
function Wait-Role {
    param([string]$SiteCode, [string]$Server, [int]$Minutes = 60)
    $end = (Get-Date).AddMinutes($Minutes)
    while ($null -eq (Get-SyncStatus -SiteCode $SiteCode -Server $Server)) {
        if ((Get-Date) -gt $end) { throw "$Server has no status of synchronization after $Minutes minutes: see SUPSetup.log and WCM.log." }
        Start-Sleep -Seconds 30
    }
}

function Get-SyncStatus {
    param([string]$SiteCode, [string]$Server)
    Get-CMSoftwareUpdateSyncStatus |
        Where-Object -FilterScript { $_.SiteCode -eq $SiteCode -and $_.WSUSServerName -eq $Server } |
        Select-Object -First 1
}

# A state counts only if it is newer than the one before: an old 6702 says nothing of this synchronization.
function Sync-Site {
    param([string]$SiteCode, [string]$Server, [bool]$FullSync, [int]$Minutes = 480)
    $before = Get-SyncStatus -SiteCode $SiteCode -Server $Server
    $time = if ($null -eq $before) { [datetime]::MinValue } else { $before.LastSyncStateTime }
    Sync-CMSoftwareUpdate -FullSync $FullSync
    $end = (Get-Date).AddMinutes($Minutes)
    while ((Get-Date) -le $end) {
        $status = Get-SyncStatus -SiteCode $SiteCode -Server $Server
        if ($null -ne $status -and $status.LastSyncStateTime -gt $time) {
            if ($status.LastSyncState -eq 6702) { return }
            if ($status.LastSyncState -eq 6703) { throw "Synchronization of $Server failed with error $($status.LastSyncErrorCode): see wsyncmgr.log." }
        }
        Start-Sleep -Seconds 30
    }
    throw "$Server has not synchronized after $Minutes minutes: see wsyncmgr.log."
}

# Steps ---------------------------------------------------------------------------------------------------------------

function Add-Result {
    param([int]$Number, [string]$Title, [string]$Result, [string]$Before, [string]$After)
    $row = New-Object -TypeName PSObject -Property @{ Time = Get-Date; Step = $Number; Title = $Title; Result = $Result; Before = $Before; After = $After }
    [void]$Results.Add($row)
    Write-Host -Object ('{0:u}  {1,4}  {2,-12}  {3}  [{4}] -> [{5}]' -f $row.Time, $Number, $Result, $Title, $Before, $After)
}

# Does one step. Without Current, nothing tells whether it is done: it is always done, and its commands verify it.
function Invoke-Step {
    param([int]$Number, [string]$Title, [string]$SiteCode, [scriptblock]$Current, [string]$Before, [string]$After, [scriptblock]$Do, [string]$Task)
    if ($script:Failed -gt 0 -or $Number -lt $From -or $Number -gt $Until -or ($Only.Count -gt 0 -and $Only -notcontains $Number)) {
        Add-Result -Number $Number -Title $Title -Result 'left out'
        return
    }
    if ((Get-Date) -gt $NotAfter) {
        $script:Failed = $Number
        Add-Result -Number $Number -Title $Title -Result 'too late'
        return
    }
    $found = ''
    try {
        if ($null -ne $Current) {
            $found = [string](& $Current)
            if ($found -eq $After) {
                Add-Result -Number $Number -Title $Title -Result 'skipped' -Before $found -After $found
                return
            }
            if ($found -ne $Before) { throw "The site has [$found], and the runbook expects [$Before]. Collect the hierarchy again." }
        }
        if (-not $Apply) {
            Add-Result -Number $Number -Title $Title -Result 'would do' -Before $found -After $After
            if ($Task) { Write-Host -Object "      By hand: $Task" }
            return
        }
        if ($Task) {
            Write-Host -Object "Step ${Number}, by hand: $Task"
            $answer = Read-Host -Prompt 'Type done when it is done, or anything else to stop'
            if ($answer -ne 'done') { throw 'The task is not done.' }
        } else {
            Set-Location -Path "${SiteCode}:"
            & $Do
        }
        $now = $After
        if ($null -ne $Current) {
            $end = (Get-Date).AddMinutes(10)
            $now = [string](& $Current)
            while ($now -ne $After -and (Get-Date) -lt $end) {
                Start-Sleep -Seconds 15
                $now = [string](& $Current)
            }
            if ($now -ne $After) { throw "The site has [$now] after the step, and not [$After]." }
        }
        Add-Result -Number $Number -Title $Title -Result 'done' -Before $found -After $now
    } catch {
        # Without -Apply, a value that an earlier step would change is no reason to stop.
        if ($Apply) { $script:Failed = $Number }
        Add-Result -Number $Number -Title $Title -Result 'failed' -Before $found -After $After
        Write-Warning -Message "Step ${Number}: $($_.Exception.Message)"
    }
}

$null = Start-Transcript -Path $Log -Append
try {
    if ($Apply) {
        if ($null -eq (Get-Command -Name 'Set-CMSoftwareUpdatePointComponent' -ErrorAction 'SilentlyContinue')) {
            Import-Module -Name (Join-Path -Path $env:SMS_ADMIN_UI_PATH -ChildPath '..\ConfigurationManager.psd1')
        }
        foreach ($code in @SITES@) {
            if ($null -eq (Get-PSDrive -Name $code -ErrorAction 'SilentlyContinue')) {
                $null = New-PSDrive -Name $code -PSProvider 'CMSite' -Root $ProviderMachine -Scope 'Script'
            }
        }
    }

@STEPS@
@STOP@} finally {
    $Results | Sort-Object -Property 'Step' | Format-Table -Property 'Step', 'Result', 'Title' -AutoSize | Out-String | Write-Host
    foreach ($result in 'done', 'skipped', 'would do', 'left out', 'too late', 'failed') {
        $count = @($Results | Where-Object -FilterScript { $_.Result -eq $result }).Count
        if ($count -gt 0) { Write-Host -Object "${result}: $count" }
    }
    if ($script:Failed -gt 0) { Write-Warning -Message "Stopped. Go on with -From $($script:Failed)." }
    $null = Stop-Transcript
}
if ($script:Failed -gt 0) { exit 1 }
