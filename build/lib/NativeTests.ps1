# What the suites check of a library's file: that it needs, exports and has inside what it should.

# A check is a test of the suite; whatever it emits is a fault.
function Test-Faults([string] $Suite, [string] $Name, [scriptblock] $Check) {
    $faults = @(& $Check)
    if ($faults.Count -eq 0) { Add-Result $Suite 1 0 0 }
    else { Add-Result $Suite 0 1 0 @("FAILED: ${Name}: $($faults -join '; ')") }
}

# What every system with the C library has; the loader is named after its processor.
$CLibrary = 'libc.so.6', 'libm.so.6', 'libgcc_s.so.1', 'ld-linux-x86-64.so.2', 'ld-linux-aarch64.so.1'

# The libraries of a platform of Linux, which lie in a folder.
function Test-LinuxNative([string] $Suite, [string] $Rid, [string] $Folder) {
    # What each needs beside the C library.
    $needs = @{ 'libcscert.so' = 'libcrypto.so.3 libssl.so.3'; $FilesOnlyNative = '' }
    foreach ($file in $needs.Keys | Sort-Names) {
        $library = [IO.Path]::Combine($Folder, $file)

        Test-Faults $Suite "$Rid/$file exports the border and nothing else" {
            Compare-Exports @(& nm -D --defined-only $library | ForEach-Object { ($_ -split ' ')[-1] })
        }

        Test-Faults $Suite "$Rid/$file needs the C library of version 2.28 or later, and OpenSSL 3 if it has servers" {
            $more = @(& objdump -p $library | ForEach-Object { if ($_ -match 'NEEDED\s+(\S+)') { $Matches[1] } } |
                Where-Object { $CLibrary -cnotcontains $_ } | Sort-Names)
            if (($more -join ' ') -cne $needs[$file]) { "needs $more" }
            $wanted = @(& objdump -T $library)
            if (-not ($wanted -match '\*UND\*.*\(GLIBC_2\.\d+')) { 'no symbol of the C library was read' }
            # Weak ones (w) are done without where they are missing.
            $wanted | Where-Object { $_ -notmatch '^\S+\s+w' -and $_ -match '\*UND\*.*\(GLIBC_2\.(\d+)' -and [int]$Matches[1] -gt 28 }
            $wanted | Where-Object { $_ -match '\*UND\*.*\(OPENSSL_([^)]+)\)' -and $Matches[1] -ne '3.0.0' }
        }

        Test-Faults $Suite "$Rid/$file has the SQLite inside that its crates came with" { Compare-Sqlite $Rid $library }

        Test-Faults $Suite "$Rid/$file is hardened as the page says" { Compare-Hardening $Rid (Get-ElfHardening $Rid $library) }
    }
}

# The functions of the header against those that a library exports.
function Compare-Exports([string[]] $Exported) {
    $header = [IO.File]::ReadAllText((Get-RootPath 'include' 'cscert.h'))
    $border = @([regex]::Matches($header, '\b(cscert_\w+)\(') | ForEach-Object { $_.Groups[1].Value })
    $border | Where-Object { $Exported -cnotcontains $_ } | ForEach-Object { "lacks $_" }
    $Exported | Where-Object { $border -cnotcontains $_ } | ForEach-Object { "exports $_" }
}

function Compare-Sqlite([string] $Rid, [string] $Library) {
    $source = Invoke-WithNativeCrates $Rid { $Build.Crates.Sqlite.Id }
    $id = (Get-SqliteIdentity $Library).Id
    if ($id -cne $source) { "$id instead of $source" }
}

function Compare-Hardening([string] $Rid, [Collections.IDictionary] $Has) {
    $said = Get-DocumentedHardening $Rid
    foreach ($row in $Has.Keys) {
        if ($said[$row] -cne $Has[$row]) { "$row is '$($Has[$row])', the page says '$($said[$row])'" }
    }
}
