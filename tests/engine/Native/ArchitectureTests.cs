using System.Reflection;
using System.Runtime.InteropServices;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>The native library of every kind of process, and what is said where there is none.</summary>
public sealed class ArchitectureTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public static TheoryData<string, Architecture, string> Packaged => new()
    {
        { "WINDOWS", Architecture.X64, "win-x64/cscert.dll" },
        { "WINDOWS", Architecture.Arm64, "win-arm64/cscert.dll" },
        { "LINUX", Architecture.X64, "linux-x64/libcscert.so" },
        { "LINUX", Architecture.Arm64, "linux-arm64/libcscert.so" },
        { "OSX", Architecture.X64, "osx-x64/libcscert.dylib" },
        { "OSX", Architecture.Arm64, "osx-arm64/libcscert.dylib" },
    };

    public static TheoryData<string, Architecture, string> ThirtyTwoBit => new()
    {
        { "WINDOWS", Architecture.X86, "win-x86" },
        { "WINDOWS", Architecture.Arm, "win-arm" },
        { "LINUX", Architecture.X86, "linux-x86" },
        { "LINUX", Architecture.Arm, "linux-arm" },
    };

    [Theory]
    [MemberData(nameof(Packaged))]
    public void Each_has_a_place_of_its_own(string system, Architecture architecture, string file)
    {
        foreach (var other in Packaged)
        {
            _folder.Write(other.Data.Item3, "");
        }

        Assert.Equal(Path.Combine([_folder, .. file.Split('/')]), Find(system, architecture));
    }

    [Theory]
    [MemberData(nameof(Packaged))]
    [InlineData("LINUX", Architecture.RiscV64, "linux-riscv64/libcscert.so")]
    [InlineData("LINUX", Architecture.S390x, "linux-s390x/libcscert.so")]
    public void Where_it_is_missing_file_and_remedy_are_named(string system, Architecture architecture, string file)
    {
        // Those of all others are there, and none is taken for it.
        foreach (var other in Packaged.Where(other => other.Data.Item3 != file))
        {
            _folder.Write(other.Data.Item3, "");
        }

        var parts = file.Split('/');
        var present = string.Join(", ", Packaged.Select(other => other.Data.Item3).Where(other => other != file).Select(other => other.Split('/')[0]).Order(StringComparer.Ordinal));
        Assert.Equal(
            $"The native library \"{Path.Combine([_folder, .. parts])}\" is missing. The module has libraries for {present} only. Install the module CsClientCertificate again, from a package that contains the folder \"{parts[0]}\".",
            Refusal(system, architecture));
    }

    [Fact]
    public void Where_none_is_there_no_platform_is_named() => Assert.Equal(
        $"The native library \"{Path.Combine(_folder, "linux-x64", "libcscert.so")}\" is missing. Install the module CsClientCertificate again, from a package that contains the folder \"linux-x64\".",
        Refusal("LINUX", Architecture.X64));

    [Fact]
    public void On_musl_no_other_package_is_recommended()
    {
        _folder.Write("linux-x64/libcscert.so", "");
        var file = Path.Combine(_folder, "linux-arm64", "libcscert.so");

        Assert.Equal(
            $"The native library \"{file}\" is missing. The module has libraries for linux-x64 only. This system has musl (Alpine). Use a PowerShell on a system with glibc, such as Debian or Red Hat, or in a container of one.",
            Refusal("LINUX", Architecture.Arm64, musl: true));
    }

    [Theory]
    [InlineData("7f00 r-xp 08:01 1 /lib/ld-musl-x86_64.so.1\n", "linux-x64", true)]
    [InlineData("7f00 r-xp 08:01 1 /lib/x86_64-linux-gnu/libc.so.6\n", "linux-musl-x64", false)]
    [InlineData(null, "linux-musl-arm64", true)]
    [InlineData(null, "alpine.3.18-x64", true)]
    [InlineData(null, "linux-x64", false)]
    [InlineData(null, "win10-x64", false)]
    [InlineData(null, null, false)]
    public void Musl_is_told_by_what_is_loaded_or_by_the_runtime(string? maps, string? runtimeIdentifier, bool musl) =>
        Assert.Equal(musl, Method("IsMusl").Invoke(null, [maps, runtimeIdentifier]));

    [Theory]
    [MemberData(nameof(ThirtyTwoBit))]
    public void A_32_bit_process_is_sent_to_a_64_bit_one(string system, Architecture architecture, string platform)
    {
        var message = Refusal(system, architecture);

        Assert.Contains($"needs a 64-bit PowerShell, this one is {platform}: there is no \"{Path.Combine(_folder, platform)}", message);
        Assert.Equal(system == "WINDOWS", message.Contains(@"$env:SystemRoot\Sysnative\WindowsPowerShell\v1.0\powershell.exe"));
    }

    public void Dispose() => _folder.Dispose();

    private static MethodInfo Method(string name) => ModuleLayout.Assembly()
        .GetType("CsClientCertificate.Native.LibraryPath", throwOnError: true)!.GetMethod(name, BindingFlags.Static | BindingFlags.NonPublic)!;

    private string Find(string system, Architecture architecture, bool musl = false) =>
        (string)Method("For").Invoke(null, [_folder.ToString(), OSPlatform.Create(system), architecture, musl])!;

    private string Refusal(string system, Architecture architecture, bool musl = false)
    {
        var error = Assert.Throws<TargetInvocationException>(() => Find(system, architecture, musl)).InnerException!;
        Assert.Equal("NativeLibraryMissing", error.GetType().GetProperty("ErrorId")!.GetValue(error));
        return error.Message;
    }
}
