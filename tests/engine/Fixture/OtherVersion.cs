using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>A copy of the packaged module that is another version, as a later release beside this one is.</summary>
public static class OtherVersion
{
    private const int VersionInRow = 4;

    /// <summary>Copies the module, with a nine for each digit of its version.</summary>
    public static string Make(string folder)
    {
        var manifest = File.ReadAllText(Places.Manifest);
        var mine = ModuleVersion(manifest);
        var other = Nines(mine);
        foreach (var file in Directory.GetFiles(Places.Module))
        {
            File.Copy(file, Path.Combine(folder, Path.GetFileName(file)));
        }

        var copy = Path.Combine(folder, "CsClientCertificate.psd1");
        File.WriteAllText(copy, manifest.Replace($"ModuleVersion = '{mine}'", $"ModuleVersion = '{other}'"));
        foreach (var assembly in Directory.GetFiles(folder, "*.dll"))
        {
            Rename(assembly, mine, other);
        }

        return copy;
    }

    public static string ModuleVersion(string manifest) => manifest.Split("ModuleVersion = '")[1].Split('\'')[0];

    private static string Nines(string version) => string.Concat(version.Select(c => char.IsAsciiDigit(c) ? '9' : c));

    // The assembly's own row of the metadata has the version as four numbers, and its name may have it as text.
    private static void Rename(string assembly, string mine, string other)
    {
        var bytes = File.ReadAllBytes(assembly);
        int row;
        using (var image = new PEReader(new MemoryStream(bytes)))
        {
            row = image.PEHeaders.MetadataStartOffset + image.GetMetadataReader().GetTableMetadataOffset(TableIndex.Assembly) + VersionInRow;
        }

        var numbers = other.Split('.').Select(ushort.Parse).ToArray();
        for (var i = 0; i < numbers.Length; i++)
        {
            BitConverter.TryWriteBytes(bytes.AsSpan(row + (2 * i)), numbers[i]);
        }

        var name = Encoding.UTF8.GetBytes($".Import.{mine}\0");
        for (var place = bytes.AsSpan().IndexOf(name); place >= 0; place = bytes.AsSpan().IndexOf(name))
        {
            Encoding.UTF8.GetBytes($".Import.{other}\0").CopyTo(bytes, place);
        }

        File.WriteAllBytes(assembly, bytes);
    }
}
