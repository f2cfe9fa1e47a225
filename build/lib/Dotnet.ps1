# .NET projects.

# By way of MSBuild, which says nothing unless there is something to say.
function Build-Project([string] $Project) {
    Invoke-Tool dotnet @('msbuild', $Project, '-restore', '-property:Configuration=Release', '-verbosity:quiet', '-nologo')
}
