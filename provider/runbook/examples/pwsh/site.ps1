# A site for scripts of PowerShell: what the SMS Provider answers, and what cmdlets and people do, for tests without a site.
# A command that changes something brings the site to the state after the step that it is in.
param(
    [Parameter(Mandatory = $true)][string]$Script,
    [Parameter(Mandatory = $true)][string]$States,
    [Parameter(Mandatory = $true)][string]$Cmdlets,
    [int]$State = 0,
    [string]$Parameters = '{}'
)

Set-StrictMode -Version 2.0
$ErrorActionPreference = 'Stop'
$global:LASTEXITCODE = 0
$Site = @{ States = $States; State = $State; Rows = $null; Synchronized = [datetime]'2026-01-12T08:00:00'; Calls = 0 }

function Read-State {
    param([int]$Number)
    $Site.State = $Number
    $path = Join-Path -Path $Site.States -ChildPath "$Number.json"
    $Site.Rows = (Get-Content -Path $path -Raw | ConvertFrom-Json).classes
}

# $Number is the parameter of Invoke-Step, in which the command runs.
function Invoke-Change {
    param([string]$Name)
    $Site.Calls++
    if ($Name -eq 'Sync-CMSoftwareUpdate') { $Site.Synchronized = Get-Date }
    if ($Site.State -lt $Number) { Read-State -Number $Number }
}

# Whether a row meets a condition such as: SiteCode = 'PS1' AND FileType = 2. A column that the row does not have is equal.
function Test-Row {
    param($Row, [string]$Filter)
    foreach ($condition in $Filter -split ' AND ') {
        if ($condition -notmatch '^(?<name>\w+) = (?:''(?<text>.*)''|(?<number>\d+))$') { throw "unknown condition: $condition" }
        $name = $Matches['name']
        $expected = if ($Matches.ContainsKey('number')) { $Matches['number'] } else { $Matches['text'] -replace '\\(.)', '$1' }
        $column = $Row.PSObject.Properties[$name]
        if ($null -ne $column -and "$($column.Value)" -ne $expected) { return $false }
    }
    $true
}

function New-CimSessionOption {
    param([string]$Protocol)
    $Protocol
}

function New-CimSession {
    param([string]$ComputerName, $SessionOption)
    @{ ComputerName = $ComputerName; Protocol = $SessionOption }
}

function Get-CimInstance {
    param($CimSession, [string]$Namespace, [string]$ClassName, [string]$Filter, [switch]$KeyOnly)
    if ($CimSession.Protocol -ne 'Dcom') { throw 'The session does not use DCOM.' }
    if ($ClassName -eq 'SMS_ProviderLocation') {
        return New-Object -TypeName PSObject -Property @{ Machine = "$($Filter -replace '\W', '').contoso.com" }
    }
    $rows = if ($ClassName -eq 'SMS_SUPSyncStatus') { Get-Status } else { $Site.Rows.$ClassName }
    $rows | Where-Object -FilterScript { $null -ne $_ -and (-not $Filter -or (Test-Row -Row $_ -Filter $Filter)) }
}

# Every software update point has synchronized, as long ago as the last synchronization.
function Get-Status {
    $roles = $Site.Rows.SMS_SCI_SysResUse | Where-Object -FilterScript { $_.RoleName -eq 'SMS Software Update Point' }
    foreach ($role in $roles) {
        New-Object -TypeName PSObject -Property @{
            SiteCode = $role.SiteCode; WSUSServerName = $role.NetworkOSPath.TrimStart('\')
            LastSyncState = 6702; LastSyncStateTime = $Site.Synchronized; LastSyncErrorCode = 0; LastSuccessfulSyncTime = $null
        }
    }
}

function Set-CimInstance {
    param($CimSession, $InputObject, [hashtable]$Property)
    if ($null -eq $InputObject) { throw 'Nothing is changed.' }
    Invoke-Change -Name 'Set-CimInstance'
}

function New-PSDrive {
    param([string]$Name, [string]$PSProvider, [string]$Root, [string]$Scope)
    if ($PSProvider -ne 'CMSite') { throw "unknown provider: $PSProvider" }
    $folder = [System.IO.Path]::GetTempPath()
    Microsoft.PowerShell.Management\New-PSDrive -Name $Name -PSProvider 'FileSystem' -Root $folder -Scope 'Global'
}

function Read-Host {
    param([string]$Prompt, [switch]$AsSecureString)
    if ($AsSecureString) { return New-Object -TypeName System.Security.SecureString }
    'done'
}

function Start-Sleep {
    param([int]$Seconds)
}

. $Cmdlets
Read-State -Number $State
$with = @{}
(ConvertFrom-Json -InputObject $Parameters).PSObject.Properties | ForEach-Object { $with[$_.Name] = $_.Value }
& $Script -ProviderMachine 'cas.contoso.com' @with
$code = $LASTEXITCODE
Write-Host -Object "state: $($Site.State)"
Write-Host -Object "changes: $($Site.Calls)"
exit $code
