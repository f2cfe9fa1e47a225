namespace CsClientCertificate.Native;

/// <summary>
/// What a library's headers say, read before it is loaded: one that is cut short would end the process where its missing part is touched.
/// What is understood only in part is left to the operating system.
/// </summary>
/// <param name="reader">The library; a BinaryReader takes the lowest byte first, whatever the process does.</param>
internal sealed class LibraryImage(BinaryReader reader)
{
    /// <summary>The fault that another installation does not mend.</summary>
    internal const string ForGlibc = "it is for systems with glibc, and this one has musl (Alpine)";

    // ELF: https://refspecs.linuxfoundation.org/elf/gabi4+/ch4.eheader.html. PE: https://learn.microsoft.com/windows/win32/debug/pe-format.
    private const uint LoadedSegment = 1;
    private const uint DynamicSegment = 2;
    private const long NeededLibrary = 1;
    private const long StringTable = 5;
    private const string CutShort = "the file is truncated";
    private const int PeHeaderPlace = 0x3c;
    private const int SectionSize = 40;
    private const int CertificateTable = 4;

    private static readonly Dictionary<int, Architecture> ElfMachines = new() { [3] = Architecture.X86, [40] = Architecture.Arm, [62] = Architecture.X64, [183] = Architecture.Arm64 };
    private static readonly Dictionary<int, Architecture> PeMachines = new() { [0x14c] = Architecture.X86, [0x1c4] = Architecture.Arm, [0x8664] = Architecture.X64, [0xaa64] = Architecture.Arm64 };

    /// <summary>Why a library cannot be loaded into a process; null if no reason is found.</summary>
    /// <param name="path">The library.</param>
    /// <param name="system">The process's operating system.</param>
    /// <param name="architecture">The process's own architecture.</param>
    /// <param name="musl">Whether the process's C library is musl.</param>
    internal static string? Fault(string path, OSPlatform system, Architecture architecture, bool musl)
    {
        try
        {
            using var file = new BinaryReader(new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete));
            var image = new LibraryImage(file);
            return system == OSPlatform.Windows ? image.PeFault(architecture)
                : system == OSPlatform.Linux ? image.ElfFault(architecture, musl)
                : null;
        }
        catch (EndOfStreamException)
        {
            return CutShort;
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // Who may load it may not always read it.
            return null;
        }
    }

    private string? ElfFault(Architecture architecture, bool musl)
    {
        if (ReadU32(0) != 0x464c457f)
        {
            return "it is not a library of Linux";
        }

        if (OtherMachine(ElfMachines, ReadU16(18), architecture) is string other)
        {
            return other;
        }

        // 64 bits, lowest byte first, as every architecture that this module has a folder for.
        if (ReadByte(4) != 2 || ReadByte(5) != 1)
        {
            return null;
        }

        long programHeaders = ReadI64(32), sections = ReadI64(40);
        int size = ReadU16(54), count = ReadU16(56);
        long end = sections == 0 ? 0 : checked(sections + ((long)ReadU16(58) * ReadU16(60)));
        var loaded = new List<(long Place, long Address, long Length)>();
        (long Place, long Length) dynamic = default;
        for (int i = 0; i < count; i++)
        {
            long header = programHeaders + ((long)i * size);
            uint type = ReadU32(header);
            long place = ReadI64(header + 8), length = ReadI64(header + 32);
            if (type == LoadedSegment)
            {
                loaded.Add((place, ReadI64(header + 16), length));
            }
            else if (type == DynamicSegment)
            {
                dynamic = (place, length);
            }

            end = Math.Max(end, place + length);
        }

        if (end > reader.BaseStream.Length)
        {
            return CutShort;
        }

        foreach (string needed in NeededLibraries(dynamic.Place, dynamic.Length, loaded))
        {
            bool forMusl = needed.StartsWith("libc.musl-", StringComparison.Ordinal) || needed == "libc.so";
            if (forMusl != musl && (forMusl || needed == "libc.so.6"))
            {
                return forMusl
                    ? "it is for systems with musl (Alpine), and this one has glibc"
                    : ForGlibc;
            }
        }

        return null;
    }

    private List<string> NeededLibraries(long place, long length, List<(long Place, long Address, long Length)> loaded)
    {
        var offsets = new List<long>();
        long strings = -1;
        for (long entry = place; entry + 16 <= place + length; entry += 16)
        {
            long tag = ReadI64(entry), value = ReadI64(entry + 8);
            switch (tag)
            {
                case 0:
                    entry = place + length;
                    break;
                case NeededLibrary:
                    offsets.Add(value);
                    break;
                case StringTable:
                    // An address in memory, which is found in the file by way of its segment.
                    int at = loaded.FindIndex(part => part.Address <= value && value < part.Address + part.Length);
                    strings = at < 0 ? -1 : value - loaded[at].Address + loaded[at].Place;
                    break;
            }
        }

        return strings < 0 ? [] : offsets.ConvertAll(name => ReadText(strings + name));
    }

    private string? PeFault(Architecture architecture)
    {
        if (ReadU16(0) != 0x5a4d)
        {
            return "it is not a library of Windows";
        }

        long header = ReadU32(PeHeaderPlace);
        if (ReadU32(header) != 0x00004550)
        {
            return "it is not a library of Windows";
        }

        if (OtherMachine(PeMachines, ReadU16(header + 4), architecture) is string other)
        {
            return other;
        }

        int count = ReadU16(header + 6), optionalSize = ReadU16(header + 20);
        long optional = header + 24, sections = optional + optionalSize;
        long end = sections + ((long)count * SectionSize);
        for (int i = 0; i < count; i++)
        {
            long section = sections + ((long)i * SectionSize);
            uint length = ReadU32(section + 16), place = ReadU32(section + 20);
            end = Math.Max(end, length == 0 ? 0 : (long)place + length);
        }

        // A signature stands behind the sections, where a table says; its address is a place in the file.
        bool is64 = ReadU16(optional) == 0x20b;
        long tables = optional + (is64 ? 112 : 96);
        if (ReadU32(tables - 4) > CertificateTable)
        {
            long signature = ReadU32(tables + (8 * CertificateTable)), length = ReadU32(tables + (8 * CertificateTable) + 4);
            end = Math.Max(end, length == 0 ? 0 : signature + length);
        }

        return end > reader.BaseStream.Length ? CutShort : null;
    }

    private static string? OtherMachine(Dictionary<int, Architecture> machines, int machine, Architecture architecture)
    {
        bool known = machines.TryGetValue(machine, out Architecture found);
        bool wanted = machines.ContainsValue(architecture);
        if (known ? found == architecture : !wanted)
        {
            return null;
        }

        string name = known ? found.ToString().ToLowerInvariant() : $"another architecture (machine {machine})";
        return $"it is for {name}, and this PowerShell is {architecture.ToString().ToLowerInvariant()}";
    }

    private byte ReadByte(long place) => At(place).ReadByte();

    private ushort ReadU16(long place) => At(place).ReadUInt16();

    private uint ReadU32(long place) => At(place).ReadUInt32();

    private long ReadI64(long place) => At(place).ReadInt64();

    private string ReadText(long place)
    {
        var text = new StringBuilder();
        for (byte next = ReadByte(place); next != 0 && text.Length < 256; next = ReadByte(++place))
        {
            text.Append((char)next);
        }

        return text.ToString();
    }

    private BinaryReader At(long place)
    {
        reader.BaseStream.Position = place >= 0 ? place : throw new EndOfStreamException();
        return reader;
    }
}
