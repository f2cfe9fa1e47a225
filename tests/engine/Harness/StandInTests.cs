using System.Management.Automation;
using CsClientCertificate.Tests.Fixture;

namespace CsClientCertificate.Tests.Harness;

/// <summary>The stand-ins do what the real commands do, as far as the tests lean on them.</summary>
public sealed class StandInTests : IDisposable
{
    private const string Two = "[pscustomobject]@{ Name = 'b'; Value = 1 }, [pscustomobject]@{ Name = 'a'; Value = 2 }";

    private readonly Session _session = new();
    private readonly TemporaryFolder _folder = new();

    public StandInTests() => _session.Set("folder", _folder.ToString());

    [Fact]
    public void Import_Csv_reads_quoted_fields()
    {
        _folder.Write("users.csv", "Identity,Note\r\n\"Myer, Ken\",\"says \"\"hi\"\"\r\ntwice\"\r\nPilar,\r\n");

        var reply = _session.Run("Import-Csv $folder/users.csv").Clean();

        Assert.Equal(["Myer, Ken", "Pilar"], reply.Each("Identity"));
        Assert.Equal(["says \"hi\"\r\ntwice", ""], reply.Each("Note"));
    }

    [Fact]
    public void Get_Content_gives_lines_that_say_where_they_come_from()
    {
        var file = _folder.Write("names.txt", "Ken Myer\nPilar Ackerman\n");

        var reply = _session.Run("Get-Content $folder/*.txt");

        Assert.Equal(["Ken Myer", "Pilar Ackerman"], reply.All<string>());
        Assert.Equal([file, file], reply.Each("PSPath"));
        Assert.Equal("Ken Myer\nPilar Ackerman\n", _session.Run("Get-Content -LiteralPath $folder/names.txt -Raw").One<string>());
    }

    [Fact]
    public void A_missing_file_is_an_error()
    {
        Assert.Equal(ErrorCategory.ObjectNotFound, _session.Run("Get-Content $folder/none.txt").Error.CategoryInfo.Category);
    }

    [Fact]
    public void Files_are_the_provider_s_objects()
    {
        _folder.Write("a.cer", "");
        _folder.Write("b.cer", "");

        var reply = _session.Run("Set-Location $folder; Get-ChildItem *.cer; Get-Item a.cer").Clean();

        Assert.Equal(["a.cer", "b.cer", "a.cer"], reply.Each("PSChildName"));
        Assert.All(reply.Output, item => Assert.IsType<FileInfo>(item!.BaseObject));
    }

    [Fact]
    public void Sort_Object_sorts_by_property()
    {
        Assert.Equal(["a", "b"], _session.Run(Two + " | Sort-Object Name").Clean().Each("Name"));
        Assert.Equal([10, 9, 1], _session.Run("9, 10, 1 | Sort-Object -Descending").All<int>());
    }

    [Fact]
    public void Select_Object_First_stops_the_commands_before_it()
    {
        var reply = _session.Run("1..10 | ForEach-Object { $seen = $_; $_ } -End { 'end' } | Select-Object -First 2; $seen");

        Assert.Equal([1, 2, 2], reply.All<int>());
    }

    [Fact]
    public void Select_Object_takes_properties_or_expands_one()
    {
        Assert.Equal(["Selected.System.Management.Automation.PSCustomObject"],
            _session.Run(Two + " | Select-Object -Skip 1 -Property Name").Clean().Output.Select(item => item!.TypeNames[0]));
        Assert.Equal([1, 2], _session.Run(Two + " | Select-Object -ExpandProperty Value").All<int>());
    }

    [Fact]
    public void Measure_Object_counts() => Assert.Equal(["2"], _session.Run(Two + " | Measure-Object").Clean().Each("Count"));

    [Fact]
    public void Get_Member_names_what_an_object_has()
    {
        var reply = _session.Run(Two + " | Get-Member -MemberType NoteProperty").Clean();

        Assert.Equal(["Name", "Value"], reply.Each("Name"));
    }

    [Fact]
    public void Format_List_and_Out_String_print_what_the_engine_prints()
    {
        var text = _session.Run(Two + " | Format-List Name, Value | Out-String").One<string>();

        Assert.Equal("\nName  : b\nValue : 1\n\nName  : a\nValue : 2\n\n", text.ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Format_Table_takes_properties_and_widths()
    {
        var text = _session.Show(Two + " | Format-Table -Property Value, Name -HideTableHeaders");

        Assert.Equal("\n    1 b\n    2 a\n\n", text);
    }

    public void Dispose()
    {
        _session.Dispose();
        _folder.Dispose();
    }
}
