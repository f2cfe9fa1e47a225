using System.Globalization;
using System.Text.RegularExpressions;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Native;

/// <summary>The module's numbers of the C border are those of the header.</summary>
public sealed partial class ConstantTests
{
    [Theory]
    [InlineData("NativeStatus", "")]
    [InlineData("NativeOpenFlags", "OPEN_")]
    [InlineData("NativeFileFlags", "")]
    [InlineData("NativeWriteFlags", "")]
    [InlineData("NativePublishOutcome", "")]
    [InlineData("NativeCertificateFlags", "CERTIFICATE_")]
    [InlineData("NativeCertificateQueryFlags", "FIND_")]
    [InlineData("NativeUserFlags", "USER_")]
    [InlineData("NativeUserFindFlags", "FIND_")]
    [InlineData("NativeUserQueryFlags", "USERS_")]
    [InlineData("NativeImportFlags", "IMPORT_")]
    [InlineData("NativeSeverity", "SEVERITY_")]
    [InlineData("IdentityForm", "FORM_")]
    public void Every_value_is_the_headers(string name, string prefix)
    {
        var numbers = Numbers();
        var type = ModuleLayout.Assembly().GetType("CsClientCertificate.Native." + name, throwOnError: true)!;

        Assert.All(Enum.GetNames(type).Where(value => value != "None"), value => Assert.Equal(
            numbers.GetValueOrDefault(prefix.Replace("_", "") + value),
            Convert.ToInt64(Enum.Parse(type, value), CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)));
    }

    [Fact]
    public void Every_status_of_the_header_is_an_error_of_the_module_or_befalls_the_call()
    {
        var kinds = ModuleLayout.Assembly().GetType("CsClientCertificate.Errors.ErrorKind", throwOnError: true)!;
        var statuses = ModuleLayout.Assembly().GetType("CsClientCertificate.Native.NativeStatus", throwOnError: true)!;

        Assert.Equal(
            Numbers().Select(constant => (Name: constant.Key, Number: int.Parse(constant.Value, CultureInfo.InvariantCulture)))
                .Where(constant => constant.Number > 100)
                .Select(constant => $"{constant.Number} {constant.Name}").Order(),
            Values(kinds).Where(kind => kind.Number < 1000).Concat(Values(statuses).Where(status => status.Number > 0))
                .Select(value => $"{value.Number} {value.Name.ToUpperInvariant()}").Order());
    }

    private static IEnumerable<(string Name, int Number)> Values(Type type) =>
        Enum.GetValues(type).Cast<object>().Select(value => ($"{value}", Convert.ToInt32(value, CultureInfo.InvariantCulture)));

    private static Dictionary<string, string> Numbers() => Header().Matches(File.ReadAllText(Places.InRoot("include", "cscert.h")))
        .ToDictionary(match => match.Groups[1].Value.Replace("_", ""), match => match.Groups[2].Value, StringComparer.OrdinalIgnoreCase);

    [Fact]
    public void Every_enumeration_of_the_border_is_compared()
    {
        var compared = typeof(ConstantTests).GetMethod(nameof(Every_value_is_the_headers))!
            .GetCustomAttributesData().Where(data => data.AttributeType == typeof(InlineDataAttribute))
            .Select(data => (string)((IReadOnlyList<System.Reflection.CustomAttributeTypedArgument>)data.ConstructorArguments[0].Value!)[0].Value!);

        Assert.Equal(
            ModuleLayout.Assembly().GetTypes().Where(type => type is { IsEnum: true, Namespace: "CsClientCertificate.Native" }).Select(type => type.Name).Order(),
            compared.Order());
    }

    [GeneratedRegex(@"^#define CSCERT_(\w+) (\d+)$", RegexOptions.Multiline)]
    private static partial Regex Header();
}
