<#
.SYNOPSIS
Writes what a Configuration Manager hierarchy has for software updates into one JSON file.

.DESCRIPTION
This script only reads. It asks the SMS Provider through CIM for the rows and columns that are named below, and writes
them as they are. It decides nothing and changes nothing. It needs no console, and runs in Windows PowerShell 5.1 and in
PowerShell 7 on Windows.

It never asks for passwords: Reserved2 of SMS_SCI_Reserved is not among the columns. The file names the servers, the
accounts and the sites of your hierarchy. Treat it as confidential, and do not commit it.

A class that cannot be read is noted under "errors", and the script continues. A Read-only Analyst can read most classes.

.PARAMETER ProviderMachine
The computer with the SMS Provider of the top-level site. Default: this computer.

.PARAMETER SiteCode
The code of the top-level site. Default: the site that the SMS Provider names.

.PARAMETER Path
The file to write.

.EXAMPLE
.\Export-CMHierarchy.ps1 -ProviderMachine cas01.contoso.com -Path hierarchy.json
#>
[CmdletBinding()]
param(
    [string] $ProviderMachine,
    [string] $SiteCode,
    [string] $Path = 'hierarchy.json'
)

$ErrorActionPreference = 'Stop'

# A local connection needs no session. A remote one uses DCOM, as the console does.
$connection = @{}
if ($ProviderMachine) {
    $connection.CimSession = New-CimSession -ComputerName $ProviderMachine -SessionOption (New-CimSessionOption -Protocol Dcom)
}

if (-not $SiteCode) {
    $query = 'SELECT SiteCode FROM SMS_ProviderLocation WHERE ProviderForLocalSite = TRUE'
    $SiteCode = @(Get-CimInstance @connection -Namespace 'root\sms' -Query $query)[0].SiteCode
}

$classes = [ordered]@{}
$errors = [ordered]@{}

# Times are written in UTC, in the same form by every version of PowerShell.
function Format-Value {
    param($Value)
    if ($Value -is [datetime]) {
        return $Value.ToUniversalTime().ToString('o')
    }
    return $Value
}

# Reads the named columns of a class. Of its embedded properties, only the named ones are written with their values: of the
# others, the names are written under OtherProps.
function Read-Class {
    param([string] $Name, [string[]] $Columns, [string[]] $Properties, [string] $Filter)
    $selected = $Columns
    if ($Properties) {
        $selected += 'Props'
    }
    $query = 'SELECT ' + ($selected -join ', ') + ' FROM ' + $Name
    if ($Filter) {
        $query += ' WHERE ' + $Filter
    }
    try {
        $classes[$Name] = @(foreach ($instance in Get-CimInstance @connection -Namespace "root\sms\site_$SiteCode" -Query $query) {
            $row = [ordered]@{}
            foreach ($column in $Columns) {
                $row[$column] = Format-Value $instance.$column
            }
            if ($Properties) {
                $known = @($instance.Props | Where-Object { $Properties -ccontains $_.PropertyName })
                $other = @($instance.Props | Where-Object { $Properties -cnotcontains $_.PropertyName })
                $row['Props'] = @($known | Select-Object -Property PropertyName, Value, Value1, Value2)
                $row['OtherProps'] = @($other | ForEach-Object { $_.PropertyName })
            }
            $row
        })
    }
    catch {
        $errors[$Name] = $_.Exception.Message
    }
}

@CLASSES@
$hierarchy = [ordered]@{
    format       = @FORMAT@
    collected_at = [datetime]::UtcNow.ToString('o')
    collector    = '@COLLECTOR@'
    provider     = if ($ProviderMachine) { $ProviderMachine } else { $env:COMPUTERNAME }
    site_code    = $SiteCode
    ui_culture   = [System.Globalization.CultureInfo]::CurrentUICulture.Name
    powershell   = $PSVersionTable.PSVersion.ToString()
    classes      = $classes
    errors       = $errors
}

# Without -Depth, ConvertTo-Json leaves out what is inside the rows. WriteAllText writes UTF-8 without a byte order mark.
$file = $ExecutionContext.SessionState.Path.GetUnresolvedProviderPathFromPSPath($Path)
[System.IO.File]::WriteAllText($file, (ConvertTo-Json -InputObject $hierarchy -Depth 8))
Write-Output "Wrote $file. Classes that could not be read: $($errors.Count)."
