#Requires -Version 5.1
<#
.SYNOPSIS
    Changes a site of Configuration Manager, step by step.
.DESCRIPTION
    @ABOUT@

    Without -Apply, nothing is changed: each step reads the site and says what it would do.
    With -Apply, each step
      checks    whether the site already is as it should be: then the step is skipped;
      guards    that the site is still as it was when it was collected: else the script stops;
      does      what its commands say;
      verifies  that the site now is as it should be: else the script stops.
    How to undo a step is written above it, and where nothing at the site tells whether it is done. The script stops at
    the first failure, and says from which step to go on.

    It needs the console of Configuration Manager on this computer, Windows PowerShell 5.1 or PowerShell 7, and an
    administrative user of the hierarchy. Passwords are asked for, and written nowhere.

    Nothing of this script was run at a real site. Rehearse it in a lab.
.PARAMETER ProviderMachine
    The computer with the SMS Provider of the top-level site.
.PARAMETER Providers
    The computers with the SMS Providers of other primary sites, such as @{ PS1 = 'ps1.contoso.com' }. The SMS Provider of
    the top-level site is asked for those that are not named.
.PARAMETER Apply
    Changes the site.
.PARAMETER From
    The first step to do.
.PARAMETER Until
    The last step to do.
.PARAMETER Only
    The numbers of the steps to do. Of these, -From and -Until leave out some.
.PARAMETER NotAfter
    No step begins after this time, on the clock of this computer.
.PARAMETER Log
    The file of the transcript.
#>
[CmdletBinding()]
param(
    [Parameter(Mandatory = $true)]
    [string]$ProviderMachine,
    [hashtable]$Providers = @{},
    [switch]$Apply,
    [int]$From = 1,
    [int]$Until = @COUNT@,
    [int[]]$Only = @(),
    [datetime]$NotAfter = [datetime]::MaxValue,
    [string]$Log = (Join-Path -Path $PSScriptRoot -ChildPath 'runbook.log')
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$Namespace = 'root\sms\site_' + @SITE@
$Results = New-Object -TypeName System.Collections.ArrayList
$Categories = @()
$Failed = 0
$Start = Get-Location

# Reads ---------------------------------------------------------------------------------------------------------------

function Get-Row {
    param([string]$Class, [string]$Filter)
    Get-CimInstance -CimSession $Session -Namespace $Namespace -ClassName $Class -Filter $Filter
}

# Only keys are read: a row of an account has its encrypted password.
function Get-Presence {
    param([string]$Class, [string]$Filter)
    $rows = @(Get-CimInstance -CimSession $Session -Namespace $Namespace -ClassName $Class -Filter $Filter -KeyOnly)
    if ($rows.Count -gt 0) { 'present' } else { 'absent' }
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
                $named = @($row.Props | Where-Object -FilterScript { $null -ne $_ -and $_.PropertyName -ceq $name })
                if ($named.Count -eq 0) { '' } else { "$($named[0].$part)" }
            }
        }
        $values -join '|'
    }
    $texts = @($texts | Select-Object -Unique)
    if ($texts.Count -gt 1) { throw "Rows of $Class differ: $($texts -join '; ')" }
    $texts[0]
}

# In an order that depends on no language of Windows: the order of codes in the property means nothing.
function Get-SortedLanguages {
    param([string]$SiteCode, [string]$List)
    $codes = [string[]]@(Get-Languages -SiteCode $SiteCode -List $List | Where-Object -FilterScript { $_ })
    [array]::Sort($codes, [System.StringComparer]::Ordinal)
    $codes -join ','
}

function Get-Languages {
    param([string]$SiteCode, [string]$List)
    $property = if ($List -eq 'UpdateFile') { 'SupportedUpdateLanguages' } else { 'SupportedTitleLanguages' }
    $filter = "ComponentName = 'SMS_WSUS_CONFIGURATION_MANAGER' AND FileType = 2 AND SiteCode = '$SiteCode'"
    $text = Get-SiteValue -Class 'SMS_SCI_Component' -Filter $filter -Fields "Value2:$property"
    $text.ToLowerInvariant() -split ',' | Where-Object -FilterScript { $_ }
}

function Get-LanguageSelection {
    param([string]$SiteCode, [string]$List, [string[]]$Cultures)
    $selected = @(Get-Languages -SiteCode $SiteCode -List $List)
    $values = foreach ($culture in $Cultures) { if ($selected -contains $culture) { '1' } else { '0' } }
    $values -join '|'
}

# 0 is off. The second bit means that the site manages the certificate: public code has 2 and 3.
function Get-ThirdPartyUpdates {
    param([string]$SiteCode)
    $filter = "ComponentName = 'SMS_WSUS_SYNC_MANAGER' AND FileType = 2 AND SiteCode = '$SiteCode'"
    $value = Get-SiteValue -Class 'SMS_SCI_Component' -Filter $filter -Fields 'Value:EnableThirdPartyUpdates'
    if ($value -eq '' -or $value -eq '0') { 'off' } elseif ([int]$value -band 2) { 'configmgr' } else { 'manual' }
}

function Read-Categories {
    $script:Categories = @(Get-CimInstance -CimSession $Session -Namespace $Namespace -ClassName 'SMS_UpdateCategoryInstance' |
        Where-Object -FilterScript { $_.AllowSubscription })
}

# The category of this name or id, of those that were read last. Two of one name are an error: the plan has to name the id.
function Get-Category {
    param([string]$Name, [bool]$Classification)
    $found = @($script:Categories | Where-Object -FilterScript {
            ($_.CategoryTypeName -eq 'UpdateClassification') -eq $Classification -and
            ($_.LocalizedCategoryInstanceName -eq $Name -or $_.CategoryInstance_UniqueID -eq $Name -or
                $_.CategoryInstance_UniqueID.EndsWith(":$Name", [System.StringComparison]::OrdinalIgnoreCase))
        })
    if ($found.Count -ne 1) { throw "$($found.Count) categories that can be subscribed are named $Name." }
    $found[0]
}

# What a software update point subscribes that nobody uses yet.
function Get-UnusedSubscriptionCount {
    param([string]$SiteCode, [string]$Server)
    $status = Get-SyncStatus -SiteCode $SiteCode -Server $Server
    if ($null -ne $status -and $null -ne $status.LastSuccessfulSyncTime) {
        throw "$Server has synchronized already, so what it subscribes is in use. Collect the hierarchy again."
    }
    Read-Categories
    "$(@($script:Categories | Where-Object -FilterScript { $_.IsSubscribed }).Count)"
}

function Get-Subscription {
    param([string[]]$Names, [bool]$Classifications)
    Read-Categories
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
    Set-CimInstance -CimSession $Session -InputObject $category -Property @{ IsSubscribed = $IsSubscribed }
}

function Clear-Subscription {
    Read-Categories
    foreach ($category in @($script:Categories | Where-Object -FilterScript { $_.IsSubscribed })) {
        Set-CimInstance -CimSession $Session -InputObject $category -Property @{ IsSubscribed = $false }
    }
}

function Set-ComponentValue {
    param([string]$SiteCode, [string]$Name, [int]$Value)
    $filter = "ComponentName = 'SMS_WSUS_CONFIGURATION_MANAGER' AND FileType = 2 AND SiteCode = '$SiteCode'"
    $components = @(Get-Row -Class 'SMS_SCI_Component' -Filter $filter)
    if ($components.Count -eq 0) { throw "Site $SiteCode has no component of a software update point." }
    foreach ($component in $components) {
        $properties = @($component.Props)
        $named = @($properties | Where-Object -FilterScript { $_.PropertyName -ceq $Name })
        if ($named.Count -ne 1) { throw "The component of site $SiteCode has no property $Name. Set it in the console." }
        $named[0].Value = [uint32]$Value
        Set-CimInstance -CimSession $Session -InputObject $component -Property @{ Props = $properties }
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
    $selected = @(Get-Languages -SiteCode $SiteCode -List $List)
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

function Get-SyncStatus {
    param([string]$SiteCode, [string]$Server)
    Get-Row -Class 'SMS_SUPSyncStatus' -Filter "SiteCode = '$SiteCode' AND WSUSServerName = '$Server'" | Select-Object -First 1
}

# A role is added before it is installed. It is installed once it has a status of synchronization.
function Wait-Role {
    param([string]$SiteCode, [string]$Server, [int]$Minutes = 60)
    $end = (Get-Date).AddMinutes($Minutes)
    while ($null -eq (Get-SyncStatus -SiteCode $SiteCode -Server $Server)) {
        if ((Get-Date) -gt $end) {
            throw "$Server has no status of synchronization after $Minutes minutes. See SUPSetup.log and WCM.log. If they say that it is installed, go on with the next step."
        }
        Start-Sleep -Seconds 30
    }
}

# A state counts only if it is newer than the one before: an old 6702 says nothing of this synchronization, and neither does
# the end of one that is running already.
function Sync-Site {
    param([string]$SiteCode, [string]$Server, [bool]$FullSync, [int]$Minutes = 480)
    $end = (Get-Date).AddMinutes($Minutes)
    $before = Get-SyncStatus -SiteCode $SiteCode -Server $Server
    while ($null -ne $before -and $before.LastSyncState -in 6704, 6705, 6706) {
        if ((Get-Date) -gt $end) { throw "$Server is still synchronizing after $Minutes minutes. See wsyncmgr.log." }
        Start-Sleep -Seconds 30
        $before = Get-SyncStatus -SiteCode $SiteCode -Server $Server
    }
    $time = if ($null -eq $before -or $null -eq $before.LastSyncStateTime) { [datetime]::MinValue } else { $before.LastSyncStateTime }
    # Settings reach WSUS within minutes: public scripts wait as long.
    Start-Sleep -Seconds 120
    Sync-CMSoftwareUpdate -FullSync $FullSync
    while ((Get-Date) -le $end) {
        $status = Get-SyncStatus -SiteCode $SiteCode -Server $Server
        if ($null -ne $status -and $status.LastSyncStateTime -gt $time) {
            if ($status.LastSyncState -eq 6702) { return }
            if ($status.LastSyncState -eq 6703) {
                throw ('Synchronization of {0} failed with error 0x{1:X8}. See wsyncmgr.log.' -f $Server, $status.LastSyncErrorCode)
            }
        }
        Start-Sleep -Seconds 30
    }
    throw "$Server has not synchronized after $Minutes minutes. See wsyncmgr.log."
}

# Steps ---------------------------------------------------------------------------------------------------------------

function Add-Result {
    param([int]$Number, [string]$Title, [string]$Result, [string]$Before, [string]$After)
    $row = New-Object -TypeName PSObject -Property @{ Step = $Number; Result = $Result; Title = $Title }
    [void]$Results.Add($row)
    $time = Get-Date -Format 'o'
    Write-Host -Object ('{0}  {1,4}  {2,-8}  {3}  [{4}] -> [{5}]' -f $time, $Number, $Result, $Title, $Before, $After)
}

# Whether each value is as before or as after: a step that stopped half way goes on.
function Test-Expected {
    param([string]$Found, [string]$Before, [string]$After)
    $values, $old, $new = @($Found -split '\|'), @($Before -split '\|'), @($After -split '\|')
    if ($values.Count -ne $old.Count -or $values.Count -ne $new.Count) { return $false }
    for ($i = 0; $i -lt $values.Count; $i++) {
        if ($values[$i] -notlike $old[$i] -and $values[$i] -ne $new[$i]) { return $false }
    }
    $true
}

# Does one step. Before is what the site is expected to have, where * is anything; without it, the step is done whatever the
# site has. Without Current, nothing tells whether it is done: it is always done. Minutes is how long its result may take.
function Invoke-Step {
    param(
        [int]$Number, [string]$Title, [string]$SiteCode, [scriptblock]$Current, [string]$Before, [string]$After,
        [scriptblock]$Do, [string]$Task, [int]$Minutes = 10, [switch]$Waits
    )
    $isGuarded = $PSBoundParameters.ContainsKey('Before')
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
            if ($isGuarded -and -not (Test-Expected -Found $found -Before $Before -After $After)) { throw "The site has [$found], and the runbook expects [$Before]. Collect the hierarchy again." }
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
            $null = & $Do
        }
        $now = $After
        if ($null -ne $Current) {
            $end = (Get-Date).AddMinutes($Minutes)
            $now = [string](& $Current)
            while ($now -ne $After -and (Get-Date) -lt $end) {
                Start-Sleep -Seconds 15
                $now = [string](& $Current)
            }
            if ($now -ne $After) { throw "The site has [$now] after the step, and not [$After]." }
        }
        Add-Result -Number $Number -Title $Title -Result 'done' -Before $found -After $now
        if ($null -eq $Current -and -not $Waits) {
            Write-Host -Object '      Nothing at the site tells whether it is done. Look at it in the console.'
        }
    } catch {
        # Without -Apply, a value that an earlier step would change is no reason to stop.
        if ($Apply) { $script:Failed = $Number }
        Add-Result -Number $Number -Title $Title -Result 'failed' -Before $found -After $After
        Write-Warning -Message "Step ${Number}: $($_.Exception.Message)"
    }
}

# The computer with the SMS Provider of a site.
function Get-Provider {
    param([string]$SiteCode)
    if ($Providers.ContainsKey($SiteCode)) { return $Providers[$SiteCode] }
    if ($SiteCode -eq @SITE@) { return $ProviderMachine }
    $rows = @(Get-CimInstance -CimSession $Session -Namespace 'root\sms' -ClassName 'SMS_ProviderLocation' -Filter "SiteCode = '$SiteCode'")
    if ($rows.Count -eq 0) { throw "The SMS Provider of site $SiteCode was not found. Name it with -Providers @{ $SiteCode = 'server' }." }
    $rows[0].Machine
}

# Commands run on the drive of a site.
function Connect-Sites {
    param([string[]]$SiteCodes)
    if ($null -eq (Get-Command -Name 'Set-CMSoftwareUpdatePointComponent' -ErrorAction 'SilentlyContinue')) {
        if (-not $env:SMS_ADMIN_UI_PATH) { throw 'The console of Configuration Manager is not installed on this computer.' }
        Import-Module -Name (Join-Path -Path $env:SMS_ADMIN_UI_PATH -ChildPath '..\ConfigurationManager.psd1')
    }
    foreach ($code in $SiteCodes) {
        if ($null -eq (Get-PSDrive -Name $code -ErrorAction 'SilentlyContinue')) {
            $null = New-PSDrive -Name $code -PSProvider 'CMSite' -Root (Get-Provider -SiteCode $code) -Scope 'Script'
        }
    }
}

$null = Start-Transcript -Path $Log -Append
try {
    $unknown = @($Only | Where-Object -FilterScript { $_ -lt 1 -or $_ -gt @COUNT@ })
    if ($unknown.Count -gt 0) { throw "The runbook has @COUNT@ steps, and no step $($unknown -join ', ')." }
    # A remote connection uses DCOM, as the console does.
    $Session = New-CimSession -ComputerName $ProviderMachine -SessionOption (New-CimSessionOption -Protocol 'Dcom')
    if ($Apply) { Connect-Sites -SiteCodes @SITES@ }

@STEPS@
@STOP@} finally {
    Set-Location -LiteralPath $Start.Path
    $Results | Format-Table -Property 'Step', 'Result', 'Title' -AutoSize | Out-String -Width 200 | Write-Host
    foreach ($result in 'done', 'skipped', 'would do', 'left out', 'too late', 'failed') {
        $count = @($Results | Where-Object -FilterScript { $_.Result -eq $result }).Count
        if ($count -gt 0) { Write-Host -Object "${result}: $count" }
    }
    if ($script:Failed -gt 0) { Write-Warning -Message "Stopped. Go on with -From $($script:Failed)." }
    $null = Stop-Transcript
}
if ($script:Failed -gt 0) { exit 1 }
