using System.Diagnostics;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>The module loads its own native library from its own folder, or says what is wrong with it. In child processes.</summary>
public sealed class NativeLibraryTests : IDisposable
{
    private static readonly string Platform = OperatingSystem.IsWindows() ? "win-x64" : "linux-x64";
    private const string FilesOnly = "libcscert-files.so";
    private static readonly string Name = OperatingSystem.IsWindows() ? "cscert.dll" : "libcscert.so";

    private const string Ask = """

        try { Get-CsUser } catch { $_.FullyQualifiedErrorId; "$($_.CategoryInfo.Category)"; $_.Exception.Message }
        """;

    private readonly TemporaryFolder _folder = new();

    public NativeLibraryTests() => Assert.SkipUnless(
        File.Exists(Path.Combine(Places.Module, Platform, Name)), "these tests are for x64 Linux and Windows");

    [Fact]
    public void A_decoy_elsewhere_is_never_loaded()
    {
        // In wine processes do not tell what they loaded; there it is a file whose loading fails.
        var decoy = OperatingSystem.IsWindows() ? _folder.Write("decoy.dll", "no library") : BuildDecoy();
        foreach (var name in new[] { Name, "cscert.so", "cscert", "cscert.dll" })
        {
            File.Copy(decoy, _folder[name], overwrite: true);
        }

        var reply = ChildEngine.Run(
            ChildEngine.Import
            + """
              Connect-CsCertificateRegistry $args[0]
              $null = Import-CsUser $args[1]
              (Get-CsUser).Count
              if ([IO.File]::Exists('/proc/self/maps')) {
                  [IO.File]::ReadAllLines('/proc/self/maps') | ForEach-Object { ($_ -split ' +', 6)[5] } | Where-Object { $_ -like '*cscert.*' -and $_ -notlike '*.db*' }
              }
              """,
            [_folder["registry.db"], Path.Combine(Places.Data, "directory.ldif")],
            new Dictionary<string, string?>
            {
                ["PATH"] = _folder.ToString() + Path.PathSeparator + Environment.GetEnvironmentVariable("PATH"),
                ["LD_LIBRARY_PATH"] = _folder,
                ["CSCERT_LIBRARY"] = decoy,
            },
            directory: _folder);

        var lines = reply.Lines();
        Assert.Equal("50", lines[0]);
        Assert.Equal(OperatingSystem.IsWindows() ? [] : [Path.Combine(Places.Module, Platform, Name)], lines.Skip(1).Distinct());
    }

    [Fact]
    public void A_library_of_another_version_is_refused()
    {
        var library = CopyModule();
        File.Copy(BuildDecoy(), library, overwrite: true);

        AssertRefused(
            "NativeLibraryMismatch", $"The native library \"{library}\" has ABI version 99, but this module needs 1. Install the module CsClientCertificate again, and start a new PowerShell.");
    }

    [Fact]
    public void A_library_that_is_something_else_is_refused()
    {
        var library = CopyModule();
        Compile("int unrelated(void) { return 0; }", library);

        AssertRefused(
            "NativeLibraryMismatch", $"The native library \"{library}\" does not belong to this module: it has no function cscert_abi_version. Install the module CsClientCertificate again.");
    }

    [Fact]
    public void A_library_that_has_the_version_but_not_the_functions_is_refused()
    {
        var library = CopyModule();
        Compile("unsigned cscert_abi_version(void) { return 1; }", library);

        AssertRefused("NativeLibraryMismatch", $"The native library \"{library}\" does not belong to this module: it has no function ");
    }

    [Fact]
    public void A_missing_library_is_said_to_be_missing()
    {
        var library = CopyModule();
        File.Delete(library);

        AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" is missing. ");
    }

    [Fact]
    public void A_library_of_garbage_is_said_not_to_load()
    {
        var library = CopyModule();
        File.WriteAllText(library, "no library");

        AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" cannot be loaded: ");
    }

    [Fact]
    public void A_library_of_another_architecture_is_named()
    {
        var library = CopyModule();
        var bytes = File.ReadAllBytes(library);
        // The machine in the header of ELF (EM_AARCH64) and of PE (IMAGE_FILE_MACHINE_ARM64).
        var (place, machine) = OperatingSystem.IsWindows() ? (BitConverter.ToInt32(bytes, 0x3c) + 4, (ushort)0xaa64) : (18, (ushort)0x00b7);
        BitConverter.TryWriteBytes(bytes.AsSpan(place), machine);
        File.WriteAllBytes(library, bytes);

        AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" cannot be loaded: it is for arm64, and this PowerShell is x64. ");
    }

    // Wherever it ends: loading it would end the process where the missing part is touched.
    [Theory]
    [InlineData(0.0001)]
    [InlineData(0.05)]
    [InlineData(0.5)]
    [InlineData(0.9999)]
    public void A_library_that_is_cut_short_is_said_to_be(double share)
    {
        var library = CopyModule();
        using (var file = File.OpenWrite(library))
        {
            file.SetLength((long)(file.Length * share));
        }

        AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" cannot be loaded: the file is truncated. ");
    }

    [Fact]
    public void What_stands_behind_a_library_is_no_fault()
    {
        using (var file = File.Open(CopyModule(), FileMode.Append))
        {
            file.Write(new byte[10_000]);
        }

        var lines = ChildEngine.Run(
            $"Import-Module '{_folder["module", "CsClientCertificate.psd1"]}' -ErrorAction Stop\nConnect-CsCertificateRegistry $args[0]" + Ask, [_folder["registry.db"]]).Lines();
        Assert.StartsWith("RegistryNotFound,", lines[0]);
    }

    [Fact]
    public void A_mount_that_executes_nothing_is_named()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "mounts are a matter of Unix");
        Directory.CreateDirectory(_folder["module"]);
        Assert.SkipUnless(RunTool("mount", "-t", "tmpfs", "-o", "noexec,mode=700", "tmpfs", _folder["module"]), "only root can mount");
        try
        {
            var library = CopyModule();

            AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" cannot be loaded: \"{_folder["module"]}\" is mounted with noexec");
        }
        finally
        {
            RunTool("umount", "-l", _folder["module"]);
        }
    }

    [Fact]
    public void A_library_for_another_libc_is_named()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "Windows has one C library");
        var library = CopyModule();
        CCompiler.Compile(_folder.Write("libc.c", "int none;\n"), _folder["libc.musl-x86_64.so.1"], "-shared", "-fPIC", "-Wl,-soname,libc.musl-x86_64.so.1");
        File.Delete(library);
        CCompiler.Compile(
            _folder.Write("decoy.c", "unsigned cscert_abi_version(void) { return 99; }\n"), library,
            "-shared", "-fPIC", "-nostdlib", "-Wl,--no-as-needed", "-L" + _folder, "-l:libc.musl-x86_64.so.1");

        AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" cannot be loaded: it is for systems with musl (Alpine), and this one has glibc. ");
    }

    [Fact]
    public void Without_OpenSSL_registries_in_files_work_and_servers_say_what_is_missing()
    {
        var library = CopyModuleWithoutOpenSsl();
        var filesOnly = _folder["module", Platform, FilesOnly];
        Assert.SkipUnless(File.Exists(filesOnly), "only the package has the library without servers");

        var reply = ChildEngine.Run(
            $$"""
            Import-Module '{{_folder["module", "CsClientCertificate.psd1"]}}' -ErrorAction Stop
            Connect-CsCertificateRegistry $args[0]
            $null = Import-CsUser $args[1]
            (Get-CsUser).Count
            try { Connect-CsCertificateRegistry -ConnectionString 'host=localhost' } catch { $_.FullyQualifiedErrorId; $_.Exception.Message }
            [IO.File]::ReadAllLines('/proc/self/maps') | ForEach-Object { ($_ -split ' +', 6)[5] } | Where-Object { $_ -like '*/libcscert*' }
            """,
            [_folder["registry.db"], Path.Combine(Places.Data, "directory.ldif")]);

        var lines = reply.Lines();
        Assert.Equal("50", lines[0]);
        Assert.StartsWith("RegistryUnavailable,", lines[1]);
        Assert.Contains("OpenSSL 3 (libssl.so.3)", lines[2]);
        Assert.Equal([filesOnly], lines.Skip(3).Distinct());
        Assert.DoesNotContain(library, lines);
    }

    [Fact]
    public void Without_OpenSSL_the_library_without_servers_is_taken()
    {
        CopyModuleWithoutOpenSsl();
        var filesOnly = _folder["module", Platform, FilesOnly];
        File.Copy(BuildDecoy(), filesOnly, overwrite: true);

        AssertRefused("NativeLibraryMismatch", $"The native library \"{filesOnly}\" has ABI version 99, ");
    }

    [Fact]
    public void Without_OpenSSL_a_library_without_servers_that_is_cut_short_is_said_to_be()
    {
        CopyModuleWithoutOpenSsl();
        var filesOnly = _folder["module", Platform, FilesOnly];
        File.Copy(BuildDecoy(), filesOnly, overwrite: true);
        using (var file = File.OpenWrite(filesOnly))
        {
            file.SetLength(file.Length / 2);
        }

        AssertRefused("NativeLibraryMissing", $"The native library \"{filesOnly}\" cannot be loaded: the file is truncated. ");
    }

    [Fact]
    public void Without_OpenSSL_and_the_library_without_servers_it_is_named()
    {
        var library = CopyModuleWithoutOpenSsl();
        File.Delete(_folder["module", Platform, FilesOnly]);

        Assert.EndsWith(
            ". Install OpenSSL 3 (libssl.so.3), or the module from a package, which has a library that does without.",
            AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" cannot be loaded: "));
    }

    [Fact]
    public void The_library_without_servers_stands_in_for_OpenSSL_only()
    {
        var library = CopyModule();
        File.Copy(BuildDecoy(), _folder["module", Platform, FilesOnly], overwrite: true);
        CCompiler.Compile(_folder.Write("gone.c", "int gone(void) { return 0; }\n"), _folder["libgone.so"], "-shared", "-fPIC", "-Wl,-soname,libgone.so");
        File.Delete(library);
        CCompiler.Compile(
            _folder.Write("decoy.c", "unsigned cscert_abi_version(void) { return 99; }\n"), library,
            "-shared", "-fPIC", "-Wl,--no-as-needed", "-L" + _folder, "-l:libgone.so");

        AssertRefused("NativeLibraryMissing", $"The native library \"{library}\" cannot be loaded: libgone.so: ");
    }

    [Fact]
    public void The_module_comes_in_without_its_library_and_recovers_with_it()
    {
        var library = CopyModule();
        File.Move(library, library + ".away");

        var reply = ChildEngine.Run(
            $$"""
            Import-Module '{{_folder["module", "CsClientCertificate.psd1"]}}' -ErrorAction Stop
            Connect-CsCertificateRegistry $args[0]
            try { Get-CsUser } catch { $_.FullyQualifiedErrorId }
            [IO.File]::Move('{{library}}.away', '{{library}}')
            try { Get-CsUser } catch { $_.FullyQualifiedErrorId }
            """,
            [_folder["registry.db"]]);

        Assert.Equal(
            ["NativeLibraryMissing,CsClientCertificate.Commands.GetCsUserCommand", "RegistryNotFound,CsClientCertificate.Commands.GetCsUserCommand"],
            reply.Lines());
    }

    public void Dispose() => _folder.Dispose();

    // Returns the whole message.
    private string AssertRefused(string id, string message)
    {
        var lines = ChildEngine.Run(
            $"Import-Module '{_folder["module", "CsClientCertificate.psd1"]}' -ErrorAction Stop\nConnect-CsCertificateRegistry $args[0]" + Ask,
            [_folder["registry.db"]]).Lines();

        Assert.Equal($"{id},CsClientCertificate.Commands.GetCsUserCommand", lines[0]);
        Assert.Equal("ResourceUnavailable", lines[1]);
        Assert.StartsWith(message, lines[2]);
        return lines[2];
    }

    private static bool RunTool(string name, params string[] arguments)
    {
        using var tool = Process.Start(new ProcessStartInfo(name, arguments) { RedirectStandardError = true })!;
        tool.StandardError.ReadToEnd();
        tool.WaitForExit();
        return tool.ExitCode == 0;
    }

    // A copy of the module, and the path of the library in it.
    private string CopyModule()
    {
        foreach (var file in Directory.GetFiles(Places.Module, "*", SearchOption.AllDirectories))
        {
            var target = _folder["module", Path.GetRelativePath(Places.Module, file)];
            Directory.CreateDirectory(Path.GetDirectoryName(target)!);
            File.Copy(file, target);
        }

        return _folder["module", Platform, Name];
    }

    // The same with the real library, whose OpenSSL has a name that no system has.
    private string CopyModuleWithoutOpenSsl()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Windows has TLS itself");
        var library = CopyModule();
        var bytes = File.ReadAllBytes(library);
        foreach (var name in new[] { "libssl.so.3\0", "libcrypto.so.3\0" })
        {
            var place = bytes.AsSpan().IndexOf(System.Text.Encoding.ASCII.GetBytes(name));
            Assert.True(place > 0, $"the library does not need {name}");
            bytes[place + name.Length - 2] = (byte)'0';
        }

        File.WriteAllBytes(library, bytes);
        return library;
    }

    private string BuildDecoy()
    {
        Compile("unsigned cscert_abi_version(void) { return 99; }", _folder["decoy.so"]);
        return _folder["decoy.so"];
    }

    private void Compile(string source, string library)
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "the C compiler is Linux's");
        File.Delete(library);
        CCompiler.Compile(_folder.Write("decoy.c", source + "\n"), library, "-shared", "-fPIC");
    }
}
