using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Users;

/// <summary>
/// Objects are told apart by what they are. Select-Object -Unique, Sort-Object -Unique, Get-Unique and Compare-Object ask
/// LanguagePrimitives for the order, which without IComparable would take the four certificates of a user for one.
/// </summary>
public sealed class EqualityTests : LitwareTest
{
    /// <summary>Two readings of the same objects, all different among themselves.</summary>
    public static TheoryData<string> Objects =>
    [
        "Get-CsClientCertificate 'Ken Myer'",
        "Find-CsClientCertificate",
        "Get-CsUser",
        "Get-CsCertificateAudit",
        "Find-CsClientCertificate | Test-CsClientCertificate",
        "Test-CsClientCertificate $Data/certificates-refused/nobody.cer, $Data/certificates/kenmyer-*.cer",
    ];

    [Theory, MemberData(nameof(Objects))]
    public void Each_is_equal_to_itself_read_again_and_to_no_other(string command)
    {
        Run($$"""
            $one = @({{command}}); $two = @({{command}})
            function Compare-Them($a, $b) { [Management.Automation.LanguagePrimitives]::Compare($a, $b, $true, [cultureinfo]::InvariantCulture) }
            """).Clean();

        Assert.Empty(Run("for ($i = 0; $i -lt $one.Count; $i++) { for ($k = 0; $k -lt $two.Count; $k++) { if ((($i -eq $k) -ne ((Compare-Them $one[$i] $two[$k]) -eq 0)) -or (($i -eq $k) -ne ($one[$i] -eq $two[$k])) -or ((Compare-Them $one[$i] $two[$k]) * (Compare-Them $two[$k] $one[$i]) -gt 0)) { \"$i $k\" } } }").Clean().Output);
        Assert.Equal([true], Run("$set = [Collections.Generic.HashSet[object]]::new(); $one + $two | ForEach-Object { $null = $set.Add($_.PSObject.BaseObject) }; $set.Count -eq $one.Count -and $one.Count -gt 1").All<bool>());
        Assert.Equal([true], Run("$sorted = [Collections.Generic.SortedSet[object]]::new(); $one + $two | ForEach-Object { $null = $sorted.Add($_.PSObject.BaseObject) }; $sorted.Count -eq $one.Count").All<bool>());
    }

    [Theory, MemberData(nameof(Objects))]
    public void With_anything_else_it_is_not_compared(string command)
    {
        Assert.Equal([false], Run($"@({command})[0] -eq 'x'").All<bool>());
        Assert.Equal([1], Run($"@({command})[0].CompareTo($null)").All<int>());
        Assert.Contains("cannot be compared", Run($"@({command})[0].CompareTo('x')").Error.Exception.Message);
    }

    [Fact]
    public void A_certificate_is_the_same_after_it_was_revoked_and_its_user_after_a_change()
    {
        Run("$was = Find-CsClientCertificate | Where-Object Identity -like '*steve.bush*'; $user = Get-CsUser 'Steve Bush'; Revoke-CsClientCertificate 'Steve Bush'").Clean();
        Run("$null = @{ objectGUID = $user.Guid; DistinguishedName = 'CN=Moved,DC=litwareinc,DC=com' } | Import-CsUser").Clean();

        Assert.Equal([true], Run("$was -eq (Find-CsClientCertificate -IncludeRevoked | Where-Object RevocationTime)").All<bool>());
        Assert.Equal([true], Run("$user -eq (Get-CsUser 'Steve Bush')").All<bool>());
    }

    [Fact]
    public void Users_are_ordered_by_name() => Assert.Equal(
        Run("Get-CsUser | Sort-Object Identity").Clean().Each("Identity"),
        Run("[Collections.Generic.SortedSet[object]] @(Get-CsUser)").Clean().Each("Identity"));

    [Fact]
    public void Of_another_registry_it_is_another_one()
    {
        Run("$was = Get-CsUser 'Ken Myer'; Connect-CsCertificateRegistry $Folder/other.db; $null = Import-CsUser $Data/directory.ldif").Clean();

        Assert.Equal([false], Run("$was -eq (Get-CsUser 'Ken Myer')").All<bool>());
    }
}
