using System.Management.Automation;
using System.Reflection;
using CsClientCertificate.Help.Pages;
using CsClientCertificate.Tests.Docs;
using CsClientCertificate.Tests.Native;

namespace CsClientCertificate.Tests;

/// <summary>The table of errors in ARCHITECTURE.md is that of the code.</summary>
public sealed class DocsErrorTests
{
    [Fact]
    public void The_table_of_errors_has_every_id_with_its_category_and_what_it_ends()
    {
        var kinds = ModuleLayout.Assembly().GetType("CsClientCertificate.Errors.ErrorKind", throwOnError: true)!;

        Assert.Equal(
            Enum.GetValues(kinds).Cast<object>().Select(kind => $"{kind} {Ask<ErrorCategory>("Category", kind)} {(Ask<bool>("EndsCommand", kind) ? "yes" : "no")}").Order(),
            PlainText.Cells(Table()).Skip(1).Select(row => $"{row[0]} {row[1]} {row[2]}").Order());
    }

    private static Markdig.Extensions.Tables.Table Table() =>
        MarkdownPage.Read(Path.Combine(DocumentedPages.Folder, "ARCHITECTURE.md")).All().Single(section => section.Title == "Errors").Tables.Single();

    private static T Ask<T>(string method, object kind) => (T)ModuleLayout.Assembly().GetType("CsClientCertificate.Errors.ErrorRecords", throwOnError: true)!
        .GetMethod(method, BindingFlags.Static | BindingFlags.NonPublic)!.Invoke(null, [kind])!;
}
