using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Filters;

/// <summary>What -Filter reads, where it gets its values from, and what it refuses at which place.</summary>
public sealed class FilterSyntaxTests : LitwareTest
{
    private const string Ken = "cn=Ken Myer,ou=Finance,dc=litwareinc,dc=com";

    [Theory]
    [InlineData("DisplayName -eq 'ken myer'")]
    [InlineData("$_.DisplayName -eq \"Ken Myer\"")]
    [InlineData("$PSItem.'DisplayName' -EQ \"Ken`u{20}Myer\"")]
    [InlineData("(displayname -ieq 'Ken Myer')")]
    [InlineData("SamAccountName -like 'kenm*' -and -not (Department -eq $null) -and !(Title -eq 'x''y')")]
    [InlineData("Enabled -and SamAccountName -eq 'kenmyer'")]
    [InlineData("SamAccountName -eq 'kenmyer' -and\n\t$true")]
    [InlineData("msRTCSIP-PrimaryUserAddress -eq 'sip:ken.myer@litwareinc.com'")]
    [InlineData("LineURI -like \"tel:*0111*\" -or ((((DisplayName -eq 'Nobody'))))")]
    [InlineData("UserAccountControl -eq 512 -and SamAccountName -eq ('kenmyer') -and WhenCreated -gt [datetime]'1999-12-31'")]
    public void A_text_or_a_script_block_of_it_keeps_one_user(string filter)
    {
        Session.Set("Text", filter);

        Assert.Equal(Ken, Run("Get-CsUser -Filter $Text").Each("Identity").Single());
        Assert.Equal(Ken, Run("Get-CsUser -Filter ([scriptblock]::Create($Text))").Each("Identity").Single());
    }

    [Theory]
    [InlineData("DisplayNme -ne 'Ken Myer'", "DisplayNme", "Did you mean DisplayName?", 1)]
    [InlineData("Enabled -or -not (Departmnet -eq 'x')", "Departmnet", "Did you mean Department?", 19)]
    [InlineData("$_.proxyAdresses -like '*'", "proxyAdresses", "Did you mean ProxyAddresses?", 1)]
    [InlineData("qqqqqq -eq $null", "qqqqqq", "was ever imported (at position 1).", 1)]
    public void A_name_that_nothing_has_is_refused_with_the_nearest_ones(string filter, string name, string offered, int position)
    {
        var reply = Session.Set("Text", filter).Run("Get-CsUser -Filter $Text");

        Assert.StartsWith("InvalidFilter,", reply.Failure!.ErrorRecord.FullyQualifiedErrorId);
        Assert.Contains($"\"{name}\" is not a property", reply.Error.Exception.Message);
        Assert.Contains(offered, reply.Error.Exception.Message);
        Assert.Contains($"(at position {position})", reply.Error.Exception.Message);
        Assert.Equal(filter, reply.Error.TargetObject);
        Assert.Empty(reply.Output);
    }

    [Theory]
    [InlineData("VoicePolicy -ne $null", 0)]
    [InlineData("voicepolicy -eq $null", 50)]
    [InlineData("ConferencingPolicy -like 'x*' -or SamAccountName -eq 'kenmyer'", 1)]
    public void What_no_attribute_supplies_is_null_with_a_warning(string filter, int users)
    {
        var reply = Session.Set("Text", filter).Run("Get-CsUser -Filter $Text").Clean();

        Assert.Equal(users, reply.Output.Count);
        Assert.Contains("Policy: it is $null for every user", Assert.Single(reply.Warnings));
    }

    [Fact]
    public void An_attribute_that_nobody_has_any_more_is_null_with_a_warning()
    {
        Run("$null = @{ objectGUID = (Get-CsUser 'Ken Myer').Guid; leaversMark = 'soon' } | Import-CsUser").Clean();
        var marked = Run("Get-CsUser -Filter { leaversMark -ne $null }").Clean();
        Assert.Equal(Ken, marked.Each("Identity").Single());
        Assert.Empty(marked.Warnings);

        Run("$null = @{ objectGUID = (Get-CsUser 'Ken Myer').Guid; LeaversMark = '' } | Import-CsUser").Clean();

        var reply = Run("Get-CsUser -Filter { leaversmark -ne $null }").Clean();
        Assert.Empty(reply.Output);
        Assert.Contains("No user has the attribute \"leaversmark\" now", Assert.Single(reply.Warnings));
        Assert.Contains("Did you mean leaversMark?", Run("Get-CsUser -Filter { leaverMark -ne $null }").Error.Exception.Message);
    }

    [Theory]
    [InlineData("HostingProvider -ne 'SRV:'", "$_.HostingProvider -ne 'SRV:'")]
    [InlineData("$_.Identity.DistinguishedName -like '*,OU=Finance,*'", "$_.Identity.DistinguishedName -like '*,OU=Finance,*'")]
    [InlineData("identity.distinguishedname -eq 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com'", "$_.Identity -eq 'CN=Ken Myer,OU=Finance,DC=litwareinc,DC=com'")]
    [InlineData("EnabledForFederation", "$_.EnabledForFederation")]
    [InlineData("EnabledForRichPresence -and PublicNetworkEnabled -eq $true", "$_.EnabledForRichPresence -and $_.PublicNetworkEnabled -eq $true")]
    [InlineData("ObjectClass -eq 'user'", "$_.ObjectClass -eq 'user'")]
    public void Properties_of_the_service_are_those_of_Where_Object(string filter, string condition)
    {
        Session.Set("Text", filter);
        var expected = Run($"Get-CsUser | Where-Object {{ {condition} }}").Clean().Each("Identity");

        var reply = Run("Get-CsUser -Filter $Text").Clean();

        Assert.Equal(expected, reply.Each("Identity"));
        Assert.Empty(reply.Warnings);
    }

    [Fact]
    public void A_property_that_no_import_supplied_keeps_nobody_by_mistake()
    {
        Folder.Write("locator.ldif", """
            dn: CN=Ada Lind,OU=Staff,DC=contoso,DC=test
            objectClass: user
            msRTCSIP-PrimaryUserAddress: sip:alind@contoso.test
            msRTCSIP-DeploymentLocator: SRV:

            dn: CN=Bo Eng,OU=Staff,DC=contoso,DC=test
            objectClass: user
            msRTCSIP-PrimaryUserAddress: sip:beng@contoso.test
            msRTCSIP-DeploymentLocator: sipfed.online.lync.com


            """);
        Run("Connect-CsCertificateRegistry $Folder/locator.db; $null = Import-CsUser $Folder/locator.ldif").Clean();

        Assert.Equal(["CN=Bo Eng,OU=Staff,DC=contoso,DC=test"], Run("Get-CsUser -Filter { HostingProvider -ne 'SRV:' }").Clean().Each("Identity"));
        Assert.Equal(["CN=Bo Eng,OU=Staff,DC=contoso,DC=test"], Run("Get-CsUser | Where-Object HostingProvider -ne 'SRV:'").Clean().Each("Identity"));
        Assert.Equal(["CN=Bo Eng,OU=Staff,DC=contoso,DC=test"], Run("Get-CsUser -LdapFilter '(!(HostingProvider=SRV:))'").Clean().Each("Identity"));
    }

    [Fact]
    public void Every_property_of_a_user_is_one_of_a_filter()
    {
        var names = Run("(Get-CsUser 'Ken Myer').PSObject.Properties.Name | Where-Object { $_ -ne 'Attributes' }").Clean().Output;

        Assert.True(names.Count > 30);
        foreach (var name in names)
        {
            Session.Set("Text", $"{name} -eq $null -or {name} -ne $null");
            Assert.Equal(50, Run("Get-CsUser -Filter $Text").Clean().Output.Count);
        }
    }

    [Theory]
    [InlineData("displayname -eq 'x'")]
    [InlineData("givenName -eq 'x'")]
    [InlineData("msRTCSIP-PrimaryUserAddress -eq 'x'")]
    [InlineData("proxyAddresses -eq 'x'")]
    [InlineData("mail -eq $null")]
    public void Names_that_some_user_knows_are_not(string filter) =>
        Assert.Empty(Session.Set("Text", filter).Run("Get-CsUser -Filter $Text").Clean().Warnings);

    [Theory]
    [InlineData("")]
    [InlineData("   ")]
    [InlineData("# nothing")]
    [InlineData("DisplayName -eq 'Ken Myer' # and more")]
    [InlineData("DisplayName -eq 'Ken Myer'; Get-Date")]
    [InlineData("DisplayName -eq 'Ken Myer' | Out-Null")]
    [InlineData("DisplayName -eq $(Get-Date)")]
    [InlineData("DisplayName -eq \"$(Get-Date)\"")]
    [InlineData("DisplayName -eq (Get-Date)")]
    [InlineData("DisplayName -eq 'x'.ToUpper()")]
    [InlineData("$_.DisplayName.Length -eq 3")]
    [InlineData("$_.DisplayName.ToUpper() -eq 'x'")]
    [InlineData("DisplayName -eq { 'x' }")]
    [InlineData("DisplayName -eq @('x')")]
    [InlineData("DisplayName -eq 'x','y'")]
    [InlineData("DisplayName -eq $(1)")]
    [InlineData("DisplayName -eq [System.IO.File]::ReadAllText")]
    [InlineData("DisplayName -eq [System.Diagnostics.Process]'x'")]
    [InlineData("$x = 5")]
    [InlineData("param($x) DisplayName -eq 'x'")]
    [InlineData("DisplayName -eq 'x' > file")]
    [InlineData("DisplayName")]
    [InlineData("'x'")]
    [InlineData("Attributes -eq 'x'")]
    [InlineData("(DisplayName -eq 'x'")]
    [InlineData("DisplayName -eq 'x")]
    public void What_is_no_condition_is_refused(string filter)
    {
        Session.Set("Text", filter);

        var error = Run("Get-CsUser -Filter $Text").Error;

        Assert.StartsWith("InvalidFilter,", error.FullyQualifiedErrorId);
        Assert.StartsWith("The filter is not valid: ", error.Exception.Message);
    }

    [Theory]
    [InlineData("DisplayName -match 'x'", 12, "-match")]
    [InlineData("Title -eq 'x' -and DisplayName -ceq 'x'", 31, "-ceq")]
    [InlineData("Title -contains 'x'", 6, "-contains")]
    [InlineData("Title -in 'x'", 6, "-in")]
    [InlineData("Title -eq 'x' -or Title -gt 'y'", 18, "-gt")]
    [InlineData("VoicePolicy -le 'y'", 0, "-le")]
    [InlineData("'Ken Myer' -eq $_.DisplayName", 0, "left")]
    [InlineData("Title -eq $_.DisplayName", 10, "the user being tested")]
    [InlineData("Title -eq $nowhere", 10, "$nowhere")]
    [InlineData("Title -eq $using:x", 10, "$using:")]
    [InlineData("Title -eq Finance", 9, "cannot be parsed")]
    [InlineData("Title -eq 'x' -and WhenCreated -gt 'nonsense'", 35, "nonsense")]
    [InlineData("WhenCreated -like '2017*'", 0, "date")]
    [InlineData("Guid -gt '18e7332f-d993-5a46-9bf5-07b7f8cc70fa'", 0, "only with -eq and -ne")]
    [InlineData("Title -like '[x'", 12, "[x")]
    [InlineData("Enabled -eq $true -and Title", 23, "is not a condition by itself")]
    public void An_error_points_at_the_place(string filter, int offset, string reason)
    {
        Session.Set("Text", filter);

        var reply = Run("Get-CsUser -Filter $Text");

        Assert.NotNull(reply.Failure);
        Assert.Contains(reason, reply.Error.Exception.Message);
        Assert.Contains($"(at position {offset + 1})", reply.Error.Exception.Message);
        Assert.Equal(offset, reply.Error.Exception.GetType().GetProperty("Offset")!.GetValue(reply.Error.Exception));
    }

    [Theory]
    [InlineData("WhenCreated -lt (Get-Date)")]
    [InlineData("WhenCreated -lt (Get-Date).AddDays(-30)")]
    [InlineData("WhenCreated -lt [datetime]::Now.AddDays(-30)")]
    [InlineData("Department -eq (Finance)")]
    [InlineData("Department -eq $(Finance)")]
    [InlineData("Department -eq ('Fin' + 'ance')")]
    public void What_would_have_to_be_run_is_refused_and_the_way_shown(string filter)
    {
        foreach (var way in new[] { $"-Filter {{ {filter} }}", $"-Filter \"{filter.Replace("$", "`$")}\"" })
        {
            var message = Run($"Get-CsUser {way}").Failure!.ErrorRecord.Exception.Message;

            Assert.Contains("a filter runs no commands", message);
            Assert.Contains("$date = Get-Date; Get-CsUser -Filter {WhenCreated -lt $date}", message);
        }
    }

    [Fact]
    public void Values_come_from_the_caller_s_scope() => Assert.Equal(["True", "True", "True", "True", "True"], Run("""
        $name = 'nobody'
        function Find { $name = 'Ken Myer'; (Get-CsUser -Filter { DisplayName -eq $name }).SamAccountName -eq 'kenmyer' }
        Find
        $row = [pscustomobject]@{ Name = 'Ken Myer'; Inner = @{ Logon = 'kenmyer' } }
        (Get-CsUser -Filter { DisplayName -eq $row.Name }).SamAccountName -eq 'kenmyer'
        (Get-CsUser -Filter { SamAccountName -eq $row.Inner.Logon }).SamAccountName -eq 'kenmyer'
        $first = 'Ken'
        (Get-CsUser -Filter 'DisplayName -eq "$first Myer"').SamAccountName -eq 'kenmyer'
        (Get-CsUser -Filter { DisplayName -eq "${first}`u{20}Myer" -and Enabled -ne $null }).SamAccountName -eq 'kenmyer'
        """).Clean().Output.Select(item => item!.ToString()));

    [Fact]
    public void A_script_block_has_the_scope_of_the_module_it_was_written_in() => Assert.Equal(["kenmyer", "kenmyer"], Run("""
        $writer = New-Module { $name = 'Ken Myer'; function Get-Filter { { DisplayName -eq $name } } }
        $reader = New-Module { $name = 'Pilar Ackerman'; function Find($Filter) { (Get-CsUser -Filter $Filter).SamAccountName } }
        Find (Get-Filter)
        $name = 'Ken Myer'
        Find { DisplayName -eq $name }
        """).Clean().Output.Select(item => item!.ToString()));

    [Fact]
    public void A_member_that_is_not_there_is_an_error_and_not_null() =>
        Assert.Contains("has no member Nmae", Run("$row = [pscustomobject]@{ Name = 'x' }; Get-CsUser -Filter { Title -ne $row.Nmae }").Error.Exception.Message);

    [Fact]
    public void An_attribute_without_a_property_is_found_by_its_name()
    {
        var expected = Run("Get-CsUser | Where-Object { $_.Attributes['mail'] -like 'k*' }").Each("Identity");

        Assert.NotEmpty(expected);
        Assert.Equal(expected, Run("Get-CsUser -Filter { mail -like 'K*' }").Clean().Each("Identity"));
        Assert.Equal(Run("Get-CsUser").Output.Count, Run("Get-CsUser -Filter { VoicePolicy -eq $Null }").Clean().Output.Count);
    }

    [Fact]
    public void Every_flag_has_the_name_that_the_enumeration_shows()
    {
        var reply = Run("""
            $users = @(Get-CsUser)
            foreach ($name in [Enum]::GetNames($users[0].UserAccountControl.GetType())) {
                $pattern = "*$name*"
                $expected = @($users | Where-Object { $_.UserAccountControl -like $pattern }).Count
                if (@(Get-CsUser -Filter { UserAccountControl -like $pattern }).Count -ne $expected) { $name }
            }
            """);

        Assert.Empty(reply.Clean().Output);
    }

    [Theory]
    [InlineData("(")]
    [InlineData("!")]
    [InlineData("-not ")]
    [InlineData("[int]")]
    [InlineData("-")]
    [InlineData("$a[")]
    [InlineData("@(")]
    [InlineData("Title -eq 'x' -and ")]
    [InlineData("\"")]
    [InlineData("x.")]
    public void What_is_endless_is_refused_in_good_time(string piece)
    {
        Session.Set("Text", string.Concat(Enumerable.Repeat(piece, 20_000 / piece.Length)));

        Assert.StartsWith("InvalidFilter,", Run("Get-CsUser -Filter $Text").Error.FullyQualifiedErrorId);
    }
}
