# Hashes of files.

function Get-Sha256([string] $Path) {
    $stream = [IO.File]::OpenRead($Path)
    $algorithm = [Security.Cryptography.SHA256]::Create()
    try {
        [BitConverter]::ToString($algorithm.ComputeHash($stream)).Replace('-', '').ToLowerInvariant()
    }
    finally {
        $algorithm.Dispose()
        $stream.Dispose()
    }
}

function Get-TextSha256([string] $Text) {
    $algorithm = [Security.Cryptography.SHA256]::Create()
    try {
        [BitConverter]::ToString($algorithm.ComputeHash([Text.Encoding]::UTF8.GetBytes($Text))).Replace('-', '').ToLowerInvariant()
    }
    finally {
        $algorithm.Dispose()
    }
}

# The files' sums as `sha256sum --check` reads them, with their paths relative to a folder.
function Get-Sha256Sums([string] $Folder, [string[]] $Paths) {
    foreach ($path in $Paths) {
        "$(Get-Sha256 ([IO.Path]::Combine($Folder, $path)))  $path"
    }
}
