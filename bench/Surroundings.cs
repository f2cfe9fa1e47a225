using CsClientCertificate.Bench.Data;
using CsClientCertificate.Bench.Floor;
using CsClientCertificate.Bench.Measuring;

namespace CsClientCertificate.Bench;

/// <summary>What every case works with.</summary>
internal sealed class Surroundings
{
    private readonly Dictionary<int, DataSet> _sets = [];
    private readonly string _data;
    private readonly string _schema;

    /// <param name="module">The packaged module's manifest.</param>
    /// <param name="library">The native library in it.</param>
    /// <param name="data">A folder that stays between runs.</param>
    /// <param name="schema">A text that changes with the registry's schema.</param>
    /// <param name="scale">How much is measured.</param>
    public Surroundings(string module, string library, string data, string schema, Scale scale)
    {
        (Module, Library, _data, _schema, Scale) = (module, library, data, schema, scale);
    }

    public string Module { get; }

    public string FloorModule { get; } = Path.Combine(AppContext.BaseDirectory, "Floor.psd1");

    public string Library { get; }

    public Scale Scale { get; }

    public Report Report { get; } = new();

    public DataSet Small => Data(Scale.SmallUsers);

    public DataSet Pipeline => Data(Scale.PipelineUsers);

    public DataSet Large => Data(Scale.LargeUsers);

    public BenchSession Session(DataSet data) => new BenchSession(Module, FloorModule)
        .Set("Registry", data.Registry).Set("Plain", data.Plain)
        .Prepare("Connect-CsCertificateRegistry -Path $Registry");

    /// <summary>A name for a file of one measurement; the caller deletes it.</summary>
    public string Temporary(string name) => Path.Combine(_data, name);

    /// <summary>The users of a registry as the floor hands them out: those with a SIP address, all of them.</summary>
    public static FloorUser[] FloorUsers(DataSet data) => Enumerable.Range(0, data.Users).Select(index =>
    {
        var person = new Person(index);
        return new FloorUser
        {
            Key = index,
            Identity = person.DistinguishedName,
            SipAddress = person.SipAddress,
            RegistrarPool = person.Pool,
            HomeServer = person.HomeServer,
            Enabled = true,
            LineURI = person.LineUri,
            DisplayName = person.DisplayName,
            SamAccountName = person.SamAccountName,
            UserPrincipalName = person.UserPrincipalName,
            FirstName = person.Given,
            LastName = person.Surname,
            Department = person.Department,
            Title = person.Title,
            UserAccountControl = person.UserAccountControl,
            Guid = person.ObjectGuid,
            WhenCreated = person.WhenCreated,
            WhenChanged = person.WhenChanged,
        };
    }).ToArray();

    private DataSet Data(int users)
    {
        if (!_sets.TryGetValue(users, out var set))
        {
            _sets[users] = set = DataSet.Of(_data, users, _schema, Module);
        }

        return set;
    }
}
