using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Servers;

/// <summary>What two administrators do in docs/servers.md happens as it stands there.</summary>
public sealed class ServersPageTests : ServerTest
{
    [Fact]
    public void The_session_of_the_page_is_true()
    {
        Install();
        PostgresqlServer.CreateAccount("alice", "cscert_importer", "cscert_publisher", "cscert_revoker", "cscert_auditor");
        PostgresqlServer.CreateAccount("bob", "cscert_reader");
        var sessions = new Dictionary<string, Session> { ["alice"] = Connected("alice"), ["bob"] = Connected("bob") };
        Fill(sessions["alice"]);
        var page = File.ReadAllText(Places.InRoot("docs", "servers.md")).ReplaceLineEndings("\n");
        var lines = Regex.Match(page, "(?s)```text\n(.*?)```").Groups[1].Value.TrimEnd().Split('\n');

        List<string> said = [];
        foreach (var line in lines.Where(line => line.Contains("> ", StringComparison.Ordinal) && sessions.ContainsKey(line.Split('>')[0])))
        {
            said.Add(line);
            var reply = sessions[line.Split('>')[0]].Run(line[(line.IndexOf('>', StringComparison.Ordinal) + 2)..]);
            said.AddRange(reply.Output.Select(item => $"{item}"));
            said.AddRange(reply.Errors.Select(error => $"{error.InvocationInfo.MyCommand.Name}: {error}"));
            if (reply.Failure is { } failure)
            {
                said.Add($"{failure.ErrorRecord.InvocationInfo.MyCommand.Name}: {failure.ErrorRecord}");
            }
        }

        var place = new Regex(@"@[^""/]*/\w+");
        Assert.Equal(lines.Select(line => place.Replace(line, "@")), said.Select(line => place.Replace(line, "@")));
    }
}
