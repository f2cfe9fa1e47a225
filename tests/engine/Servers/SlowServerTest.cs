using System.Globalization;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>Base of the tests with a server that takes its time.</summary>
public abstract class SlowServerTest : ServerTest
{
    private readonly SlowProxy _proxy;

    /// <param name="template">The database whose copy it is.</param>
    private protected SlowServerTest(Func<string> template)
    {
        PostgresqlServer.DropDatabase(Database);
        PostgresqlServer.CopyDatabase(template(), Database);
        var server = PostgresqlServer.Of("cscert_engine_all", Database);
        var port = int.Parse(Regex.Match(server, @"port=(\d+)").Groups[1].Value, CultureInfo.InvariantCulture);
        _proxy = new SlowProxy(port, TimeSpan.FromMilliseconds(5));
        Session = NewSession().Set("Server", $"{server} port={_proxy.Port}");
        Session.Run("Connect-CsCertificateRegistry -ConnectionString $Server; $null = Get-CsCertificateRegistry").Clean();
    }

    /// <summary>The session of an administrator who is connected.</summary>
    protected Session Session { get; }

    public override void Dispose()
    {
        _proxy.Dispose();
        base.Dispose();
    }

    protected static IEnumerable<string?> Lines(Session session, string script) => session.Run(script).Output.Select(line => line?.ToString());

    /// <summary>How often a script waits for the server.</summary>
    protected int Count(string script, out int emitted)
    {
        var before = _proxy.RoundTrips;
        emitted = Session.Run(script).Clean().Output.Count;
        return _proxy.RoundTrips - before;
    }
}
