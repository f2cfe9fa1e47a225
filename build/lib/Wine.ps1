# Windows, as far as wine is one. It has a folder of its own under out/, and nothing of the user's.

$WineVariables = @{
    WINEPREFIX                    = Get-OutPath 'wine' 'prefix'
    WINEDEBUG                     = '-all'
    # A backtrace that wine cannot walk turns a panic that is caught into a fault.
    RUST_BACKTRACE                = '0'
    # .NET 10 in wine 8 faults in its finalizers without the first; the other two are meant to keep compiled code in its place.
    DOTNET_EnableWriteXorExecute  = '0'
    DOTNET_TieredCompilation      = '0'
    DOTNET_gcConcurrent           = '0'
    DOTNET_STARTUP_HOOKS          = 'C:\hook\Hook.dll'
    # Windows' own default refuses every format file, signed or not.
    PSExecutionPolicyPreference   = 'RemoteSigned'
}

# Throws where there is none and none can be installed.
function Initialize-Wine {
    if ((Get-RuntimeIdentifier) -ne 'linux-x64') {
        throw "wine is tried on linux-x64, this is $(Get-RuntimeIdentifier)"
    }
    if (-not (Test-Tool 'wine')) {
        Install-DebianPackages 'debian-packages-wine.txt' 'The Windows tests run in wine.'
    }
    $ready = Get-OutPath 'wine' 'ready.txt'
    if (-not [IO.File]::Exists($ready)) {
        Write-Step 'Wine'
        Remove-Folder (Get-OutPath 'wine' 'prefix')
        $null = [IO.Directory]::CreateDirectory((Get-OutPath 'wine'))
        # No .NET Framework and no browser engine, which wine would ask to fetch. Later on the loader of assemblies is needed.
        Invoke-WithEnvironment @{ WINEDLLOVERRIDES = 'mscoree,mshtml=' } { Invoke-Wine 900 @('wineboot', '--init') }
        # .NET asks for Windows 10 or later.
        Invoke-Wine 300 @('reg', 'add', 'HKCU\Software\Wine', '/v', 'Version', '/d', 'win10', '/f')
        Add-MappedDrive 'n'
        Set-FileText $ready "win10`n"
    }
}

# A drive that passes for another machine's folder, whoever asks Windows for its kind.
function Add-MappedDrive([string] $Letter) {
    $null = [IO.Directory]::CreateDirectory((Get-OutPath 'wine' 'network'))
    Invoke-Tool ln @('-sfn', (Get-OutPath 'wine' 'network'), (Get-OutPath 'wine' 'prefix' 'dosdevices' "${Letter}:"))
    Invoke-Wine 300 @('reg', 'add', 'HKLM\Software\Wine\Drives', '/v', "${Letter}:", '/d', 'network', '/f')
}

# Runs a program in wine; it is ended after so many seconds.
function Invoke-Wine([int] $Seconds, [string[]] $Arguments) {
    Invoke-WithEnvironment $WineVariables {
        Invoke-Tool timeout (@('--kill-after=10', "$Seconds", 'wine') + $Arguments)
    }
}

# A place on the drive C:, as Linux sees it.
function Get-WineDrive {
    [IO.Path]::Combine([string[]](@((Get-OutPath 'wine' 'prefix'), 'drive_c') + $args))
}

function Stop-Wine {
    Invoke-WithEnvironment $WineVariables { & wineserver --kill }
}

# Puts build/wine into its place, where .NET's processes find it.
function Install-WineHook {
    $folder = Get-WineDrive 'hook'
    $null = [IO.Directory]::CreateDirectory($folder)
    Invoke-Tool x86_64-w64-mingw32-gcc-win32 @('-std=gnu11', '-Wall', '-Wextra', '-Werror', '-O1', '-shared', '-o', [IO.Path]::Combine($folder, 'frames.dll'),
        (Get-RootPath 'build' 'wine' 'frames.c'))
    Build-Project (Get-RootPath 'build' 'wine' 'Hook.csproj')
    [IO.File]::Copy((Get-RootPath 'build' 'wine' 'bin' 'Release' 'net10.0' 'Hook.dll'), [IO.Path]::Combine($folder, 'Hook.dll'), $true)
}

# The namespaces of the engine tests, from their files.
function Get-EngineTestNamespaces {
    $found = @{}
    foreach ($file in [IO.Directory]::GetFiles((Get-RootPath 'tests' 'engine'), '*Tests.cs', [IO.SearchOption]::AllDirectories)) {
        if ([IO.File]::ReadAllText($file) -match '(?m)^namespace ([\w.]+);') { $found[$Matches[1]] = $true }
    }
    $found.Keys | Sort-Names
}
