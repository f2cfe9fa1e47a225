using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Importing;

/// <summary>-Prune takes only who is really gone.</summary>
public sealed class ImportPruneTests : ModuleTest
{
    private static string Entries(IEnumerable<int> numbers) => string.Concat(numbers.Select(Entry));

    private static string Entry(int number) =>
        $"dn: CN=User {number},OU=Staff,DC=contoso,DC=test\nobjectClass: user\nobjectGUID: {new Guid(number, 1, 2, new byte[8])}\n"
        + $"sAMAccountName: u{number}\nmsRTCSIP-PrimaryUserAddress: sip:u{number}@contoso.test\n\n";

    public ImportPruneTests()
    {
        Folder.Write("all.ldif", Entries(Enumerable.Range(1, 100)));
        Run("Import-CsUser $Folder/all.ldif").Clean();
    }

    [Theory]
    [InlineData("", 80, true)]
    [InlineData("", 79, false)]
    [InlineData("-PruneLimit 5", 95, true)]
    [InlineData("-PruneLimit 5", 94, false)]
    [InlineData("-PruneLimit 30%", 70, true)]
    [InlineData("-PruneLimit 30%", 69, false)]
    [InlineData("-PruneLimit '2.5 %'", 97, false)]
    [InlineData("-PruneLimit 100%", 1, true)]
    public void It_has_a_brake(string limit, int kept, bool isApplied)
    {
        Folder.Write("kept.ldif", Entries(Enumerable.Range(1, kept)) + Entry(1000));

        var reply = Run($"Import-CsUser $Folder/kept.ldif -Prune {limit}");

        if (isApplied)
        {
            Assert.Equal([$"{100 - kept}"], reply.Clean().Each("Removed"));
            Assert.Contains($"{100 - kept} users were marked as gone", Assert.Single(reply.Warnings));
            Assert.Equal(kept + 1, Run("Get-CsUser").Clean().Output.Count);
        }
        else
        {
            Assert.StartsWith("PruneRefused,", reply.Failure!.ErrorRecord.FullyQualifiedErrorId);
            Assert.Contains($"{100 - kept} of 100 users", reply.Failure.Message);
            Assert.Contains("-PruneLimit", reply.Failure.Message);
            Assert.Equal(100, Run("Get-CsUser").Clean().Output.Count);
        }
    }

    [Theory]
    [InlineData("-1")]
    [InlineData("many")]
    [InlineData("1,5%")]
    [InlineData("101%")]
    public void What_is_no_limit_is_refused(string limit)
    {
        var reply = Run($"Import-CsUser $Folder/all.ldif -Prune -PruneLimit '{limit}'");

        Assert.Contains("limit", reply.Error.Exception.Message, StringComparison.Ordinal);
        Assert.Empty(reply.Output);
    }

    [Theory]
    [InlineData("Import-CsUser $Folder/cut.ldif", "cut.ldif")]
    [InlineData("Get-Content $Folder/cut.ldif | Import-CsUser", "pipeline text")]
    [InlineData("Get-Content $Folder/cut.ldif -Raw | Import-CsUser", "pipeline text")]
    public void A_file_that_may_be_cut_off_is_warned_of_and_not_pruned_by(string command, string source)
    {
        Folder.Write("cut.ldif", Entries(Enumerable.Range(1, 99)).TrimEnd());

        var warning = Assert.Single(Run(command).Clean().Warnings);
        Assert.Contains(source, warning);
        Assert.Contains("An empty line at the end marks it as complete", warning);

        var refused = Run(command + " -Prune");
        Assert.StartsWith("PruneRefused,", refused.Failure!.ErrorRecord.FullyQualifiedErrorId);
        Assert.Contains("An empty line at the end marks it as complete", refused.Failure.Message);

        Folder.Write("cut.ldif", Entries(Enumerable.Range(1, 99)));
        Assert.Equal(["1"], Run(command + " -Prune").Clean().Each("Removed"));
    }

    [Fact]
    public void Nothing_taken_is_said_and_what_was_ignored_is_shown()
    {
        Folder.Write("none.ldif", "dn: CN=X,DC=contoso,DC=test\nobjectClass: person\nobjectClass: inetOrgPerson\n\n");

        Assert.Contains("every entry of the input was skipped", Assert.Single(Run("Import-CsUser $Folder/none.ldif").Clean().Warnings));
        Assert.Matches(@"Ignored +: 1\n", Session.Show("Import-CsUser $Folder/none.ldif"));
        Assert.DoesNotContain("Ignored", Session.Show("Import-CsUser $Folder/all.ldif"));
    }
}
