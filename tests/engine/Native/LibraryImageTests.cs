using System.Reflection;
using System.Runtime.InteropServices;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>What is found in the headers of libraries of systems that this is not.</summary>
public sealed class LibraryImageTests : IDisposable
{
    private const int End = 0x600;
    private const string CutShort = "the file is truncated";

    private readonly TemporaryFolder _folder = new();

    [Theory]
    [InlineData(0x8664, End, Architecture.X64, null)]
    [InlineData(0x8664, End + 1, Architecture.X64, null)]
    [InlineData(0x8664, End - 1, Architecture.X64, CutShort)]
    [InlineData(0x8664, 0x90, Architecture.X64, CutShort)]
    [InlineData(0x8664, 10, Architecture.X64, CutShort)]
    [InlineData(0x8664, 0, Architecture.X64, CutShort)]
    [InlineData(0xaa64, End, Architecture.Arm64, null)]
    [InlineData(0xaa64, End, Architecture.X64, "it is for arm64, and this PowerShell is x64")]
    [InlineData(0x14c, End, Architecture.X64, "it is for x86, and this PowerShell is x64")]
    [InlineData(0x1234, End, Architecture.X64, "it is for another architecture (machine 4660), and this PowerShell is x64")]
    public void Of_Windows(int machine, int length, Architecture process, string? fault) =>
        Assert.Equal(fault, Fault(Dll(machine, signature: 0), length, OSPlatform.Windows, process, musl: false));

    [Fact]
    public void A_signature_belongs_to_the_file()
    {
        var signed = Dll(0x8664, signature: 0x100);
        Assert.Null(Fault(signed, End + 0x100, OSPlatform.Windows, Architecture.X64, musl: false));
        Assert.Equal(CutShort, Fault(signed, End + 0xff, OSPlatform.Windows, Architecture.X64, musl: false));
    }

    [Theory]
    [InlineData("LINUX", "it is not a library of Linux")]
    [InlineData("WINDOWS", "it is not a library of Windows")]
    [InlineData("OSX", null)]
    public void What_is_no_library_is_said(string system, string? fault) =>
        Assert.Equal(fault, Fault("no library, and longer than any header of one would be"u8.ToArray(), 50, OSPlatform.Create(system), Architecture.X64, musl: false));

    [Fact]
    public void A_library_for_glibc_is_none_for_musl()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "the library at hand is Windows'");
        var library = File.ReadAllBytes(Path.Combine(Places.Module, "linux-x64", "libcscert.so"));
        Assert.Null(Fault(library, library.Length, OSPlatform.Linux, Architecture.X64, musl: false));
        Assert.Equal(
            "it is for systems with glibc, and this one has musl (Alpine)", Fault(library, library.Length, OSPlatform.Linux, Architecture.X64, musl: true));
    }

    [Theory]
    [InlineData("/mnt/usb/module/libcscert.so", "/mnt/usb")]
    [InlineData("/mnt/with space/libcscert.so", "/mnt/with space")]
    [InlineData("/mnt/usb/exec/libcscert.so", null)]
    [InlineData("/mnt/usbstick/libcscert.so", null)]
    [InlineData("/usr/libcscert.so", null)]
    public void A_mount_without_execution_is_found(string path, string? expected)
    {
        const string mounts = """
            22 1 8:1 / / rw,relatime shared:1 - ext4 /dev/sda1 rw
            30 22 8:2 / /mnt/usb rw,nosuid,noexec - vfat /dev/sdb1 rw
            31 30 8:3 / /mnt/usb/exec rw - ext4 /dev/sdc1 rw
            32 22 8:4 / /mnt/with\040space rw,noexec - ext4 /dev/sdd1 rw
            """;
        Assert.Equal(expected, Method("MountedFolder", "WithoutExecution", 2).Invoke(null, [path, mounts]));
    }

    public void Dispose() => _folder.Dispose();

    private static MethodInfo Method(string type, string name, int parameters) =>
        ModuleLayout.Assembly().GetType("CsClientCertificate.Native." + type, throwOnError: true)!
            .GetMethods(BindingFlags.Static | BindingFlags.NonPublic).Single(method => method.Name == name && method.GetParameters().Length == parameters);

    private string? Fault(byte[] content, int length, OSPlatform system, Architecture process, bool musl)
    {
        Array.Resize(ref content, length);
        var file = _folder["library"];
        File.WriteAllBytes(file, content);
        return (string?)Method("LibraryImage", "Fault", 4).Invoke(null, [file, system, process, musl]);
    }

    // The headers of a library with one section from 0x400 to 0x600.
    private static byte[] Dll(int machine, int signature)
    {
        const int header = 0x80, optional = header + 24, optionalSize = 240, section = optional + optionalSize;
        var bytes = new byte[End];
        void Put(int place, uint value, int size = 4) => BitConverter.GetBytes(value).AsSpan(0, size).CopyTo(bytes.AsSpan(place));
        Put(0, 0x5a4d, 2);
        Put(0x3c, header);
        Put(header, 0x4550);
        Put(header + 4, (uint)machine, 2);
        Put(header + 6, 1, 2);
        Put(header + 20, optionalSize, 2);
        Put(optional, 0x20b, 2);
        Put(optional + 108, 16);
        if (signature > 0)
        {
            Put(optional + 112 + 32, End);
            Put(optional + 112 + 36, (uint)signature);
        }

        Put(section + 16, 0x200);
        Put(section + 20, 0x400);
        return bytes;
    }
}
