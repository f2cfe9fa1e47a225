using System.Globalization;
using System.Text.Json;
using CsClientCertificate.Bench.Measuring;

namespace CsClientCertificate.Bench.Data;

/// <summary>
/// Registry, plain database and export of so many users, made once and kept between runs. The registry is made by Import-CsUser from the
/// export, as everybody's is.
/// </summary>
internal sealed class DataSet
{
    /// <summary>Imports the variable `Export`, a data set's.</summary>
    public const string ImportCommand = "Import-CsUser -Path $Export -WarningAction Ignore > $null";

    // Goes up with every change of what is generated.
    private const int GeneratorVersion = 1;

    private readonly string _folder;

    private DataSet(string folder, int users)
    {
        _folder = folder;
        Users = users;
    }

    /// <summary>What was measured while it was made.</summary>
    public sealed record Facts(long ContentBytes, long RegistryBytes, double ImportSeconds);

    public int Users { get; }

    public string Registry => Path.Combine(_folder, "registry.db");

    public string Plain => Path.Combine(_folder, "plain.db");

    public string Export => Path.Combine(_folder, "export.ldif");

    public Facts Made { get; private set; } = new(0, 0, 0);

    /// <param name="root">Where data is kept.</param>
    /// <param name="users">How many users.</param>
    /// <param name="schema">A text that changes with the registry's schema.</param>
    /// <param name="module">The module's manifest.</param>
    public static DataSet Of(string root, int users, string schema, string module)
    {
        var set = new DataSet(Path.Combine(root, users.ToString(CultureInfo.InvariantCulture)), users);
        Directory.CreateDirectory(set._folder);
        set.Make("plain-" + GeneratorVersion, set.Plain, () => PlainDatabase.Make(set.Plain, users));
        set.Make($"registry-{GeneratorVersion}-{schema}", set.Registry, () => set.MakeRegistry(module));
        set.Made = JsonSerializer.Deserialize<Facts>(File.ReadAllText(set.FactsFile))!;
        return set;
    }

    /// <summary>The export, where it is not there any more.</summary>
    public DataSet WithExport()
    {
        if (!File.Exists(Export))
        {
            LdifExport.Write(Export + ".part", Users);
            File.Move(Export + ".part", Export);
        }

        return this;
    }

    /// <summary>Deletes the export if it is gigabytes, which only registries are made from.</summary>
    public void WithoutLargeExport()
    {
        if (Users > Scale.ImportUsers)
        {
            File.Delete(Export);
        }
    }

    /// <summary>Indexes of users in an order without pattern, the same in every run.</summary>
    public IEnumerable<Person> Random(int count, int purpose)
    {
        var noise = new Noise(Users, purpose);
        for (var i = 0; i < count; i++)
        {
            Person person;
            do
            {
                person = new Person((int)(noise.Next() % (ulong)Users));
            }
            while (person.Pool is null);
            yield return person;
        }
    }

    private string FactsFile => Path.Combine(_folder, "facts.json");

    // The marker is written last: what was interrupted is made again.
    private void Make(string version, string file, Action make)
    {
        var marker = file + ".version";
        if (File.Exists(marker) && File.ReadAllText(marker) == version)
        {
            return;
        }

        Console.WriteLine($"making {Path.GetFileName(file)} of {Users:N0} users ...");
        foreach (var old in Directory.GetFiles(_folder, Path.GetFileName(file) + "*"))
        {
            File.Delete(old);
        }

        make();
        File.WriteAllText(marker, version);
    }

    private void MakeRegistry(string module)
    {
        File.Delete(Export);
        var content = LdifExport.Write(Export, Users);
        using var session = new BenchSession(module);
        var start = Clock.Now;
        session.Set("Registry", Registry).Set("Export", Export)
            .Run("Connect-CsCertificateRegistry -Path $Registry; " + ImportCommand);
        var seconds = Clock.Now - start;
        File.WriteAllText(FactsFile, JsonSerializer.Serialize(new Facts(content, new FileInfo(Registry).Length, seconds)));
        WithoutLargeExport();
    }
}
