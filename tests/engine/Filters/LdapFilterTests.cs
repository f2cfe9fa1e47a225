using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Filters;

/// <summary>-LdapFilter, -OU, and how they go with the other parameters.</summary>
public sealed class LdapFilterTests : LitwareTest
{
    [Theory]
    [InlineData("Department=Finance", "$_.Department -eq 'Finance'")]
    [InlineData("(department=finance)", "$_.Department -eq 'Finance'")]
    [InlineData("&(Department=Finance)(Title=*)", "$_.Department -eq 'Finance' -and $_.Title")]
    [InlineData("(userAccountControl:1.2.840.113556.1.4.803:=2)", "$_.UserAccountControl -match 'AccountDisabled'")]
    [InlineData("(!(userAccountControl:1.2.840.113556.1.4.803:=2))", "$_.UserAccountControl -notmatch 'AccountDisabled'")]
    [InlineData("(!(msRTCSIP-Line=tel:*))", "$_.LineURI -notlike 'tel:*'")]
    [InlineData("(|(sn=Smith)(givenName=Ken))", "$_.LastName -eq 'Smith' -or $_.FirstName -eq 'Ken'")]
    [InlineData("(&)", "$true")]
    public void It_keeps_the_users_it_describes(string filter, string condition)
    {
        Session.Set("Filter", filter);
        var expected = Run($"Get-CsUser | Where-Object {{ {condition} }}").Clean().Each("Identity");

        Assert.NotEmpty(expected);
        Assert.Equal(expected, Run("Get-CsUser -LdapFilter $Filter").Clean().Each("Identity"));
    }

    [Theory]
    [InlineData("(departmnt=Finance)", 0, "\"departmnt\"", "Did you mean Department?")]
    [InlineData("(!(departmnt=Finance))", 0, "\"departmnt\"", "Did you mean Department?")]
    [InlineData("(|(never=*)(sAMAccountName=kenmyer))", 1, "\"never\"", "match no user, negated or not")]
    [InlineData("(!(msRTCSIP-PrivateLine=*))", 0, "\"msRTCSIP-PrivateLine\"", "No import has ever contained")]
    public void An_attribute_that_no_import_brought_matches_nobody_with_a_warning(string filter, int users, string name, string text)
    {
        var reply = Session.Set("Filter", filter).Run("Get-CsUser -LdapFilter $Filter").Clean();

        Assert.Equal(users, reply.Output.Count);
        var warning = Assert.Single(reply.Warnings);
        Assert.Contains(name, warning);
        Assert.Contains(text, warning);
    }

    [Fact]
    public void An_error_ends_the_command_and_says_where()
    {
        var reply = Run("Get-CsUser -LdapFilter '(&(title=x)(cn=y)'");

        Assert.StartsWith("InvalidFilter,", reply.Failure!.ErrorRecord.FullyQualifiedErrorId);
        Assert.Contains("at position 18", reply.Error.Exception.Message);
        Assert.Equal("(&(title=x)(cn=y)", reply.Error.TargetObject);
        Assert.Equal(ErrorCategory.InvalidArgument, reply.Error.CategoryInfo.Category);
    }

    [Fact]
    public void The_two_languages_exclude_each_other() => Assert.StartsWith(
        "AmbiguousParameterSet,", Run("Get-CsUser -Filter { Enabled -eq $true } -LdapFilter '(cn=*)'").Error.FullyQualifiedErrorId);

    [Fact]
    public void An_organizational_unit_is_taken_with_all_below_it()
    {
        var expected = Run("Get-CsUser | Where-Object { $_.Identity -like '*,ou=finance,dc=litwareinc,dc=com' }").Each("Identity");

        Assert.NotEmpty(expected);
        Assert.Equal(expected, Run("Get-CsUser -OU ' OU = Finance, DC=LITWAREINC,DC=com'").Clean().Each("Identity"));
        Assert.Equal(Run("Get-CsUser | Where-Object { $_.Identity -like '*,dc=emea,dc=litwareinc,dc=com' }").Each("Identity"),
            Run("Get-CsUser -OU 'dc=emea,dc=litwareinc,dc=com'").Clean().Each("Identity"));
        Assert.Empty(Run("Get-CsUser -OU 'OU=Nowhere,DC=litwareinc,DC=com'").Clean().Output);
        Assert.Contains("OU=Nowhere", Assert.Single(Run("'Ken Myer', 'Pilar Ackerman' | Get-CsUser -OU 'OU=Nowhere,DC=litwareinc,DC=com'").Warnings));
        // Where there are users, and none of those asked for, nothing is written wrong.
        Assert.Empty(Run("Get-CsUser -OU 'ou=Finance,dc=litwareinc,dc=com' -LdapFilter '(cn=nobody)'").Clean().Warnings);
        Assert.StartsWith("InvalidFilter,", Run("Get-CsUser -OU Finance").Failure!.ErrorRecord.FullyQualifiedErrorId);
    }

    [Fact]
    public void All_parameters_narrow_together()
    {
        Assert.Equal(["kenmyer"], Run("Get-CsUser 'Ken Myer' -Filter { Department -eq 'Finance' }").Clean().Each("SamAccountName"));
        Assert.Empty(Run("Get-CsUser 'Ken Myer' -Filter { Department -eq 'Nowhere' }").Clean().Output);
        Assert.Equal(["kenmyer", "kmyerson"], Run("Get-CsUser 'Ken*' -LdapFilter 'department=Finance' -OU 'ou=Finance,dc=litwareinc,dc=com'").Clean().Each("SamAccountName"));
        Assert.Empty(Run("Get-CsUser 'Ken Myer' -OU 'dc=emea,dc=litwareinc,dc=com'").Clean().Output);
        Assert.Empty(Run("Get-CsUser -Filter { Enabled -eq $true } -ResultSize 0").Clean().Output);
        Assert.Equal(2, Run("Get-CsUser -LdapFilter '(cn=*)' -ResultSize 2").Clean().Output.Count);
        Assert.Equal(["kenmyer"], Run("'Ken Myer', 'Pilar Ackerman' | Get-CsUser -Filter { SamAccountName -like 'ken*' }").Clean().Each("SamAccountName"));
    }
}
