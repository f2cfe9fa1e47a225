namespace CsClientCertificate.Commands;

/// <summary>Import-CsUser: imports users from a directory export into the registry, all or nothing.</summary>
[Cmdlet(VerbsData.Import, "CsUser", SupportsShouldProcess = true, ConfirmImpact = ConfirmImpact.Medium, DefaultParameterSetName = PathSet)]
[OutputType(typeof(ImportSummary))]
public sealed partial class ImportCsUserCommand : RegistryCommand
{
    private const string PathSet = "Path";
    private const string LiteralPathSet = "LiteralPath";
    private const string InputObjectSet = "InputObject";

    private DirectoryImport? import;

    /// <summary>Directory exports in LDIF; wildcards allowed.</summary>
    [Parameter(Mandatory = true, Position = 0, ParameterSetName = PathSet)]
    [ValidateNotNullOrEmpty]
    public string[] Path { get; set; } = [];

    /// <summary>Directory exports in LDIF; names taken as they are.</summary>
    [Parameter(Mandatory = true, ParameterSetName = LiteralPathSet)]
    [Alias("PSPath")]
    [ValidateNotNullOrEmpty]
    public string[] LiteralPath { get; set; } = [];

    /// <summary>Directory objects, CSV rows, hashtables; texts are LDIF, a line or many each; files are read.</summary>
    [Parameter(Mandatory = true, ParameterSetName = InputObjectSet, ValueFromPipeline = true)]
    [AllowNull]
    [AllowEmptyString]
    public PSObject? InputObject { get; set; }

    /// <summary>NetBIOS names of domains that the export does not contain: DNS name = NetBIOS name.</summary>
    [Parameter]
    [ValidateNotNull]
    public Hashtable NetBiosName { get; set; } = [];

    /// <summary>Mark users as gone who are no longer in the input, in the domains that it contains.</summary>
    [Parameter]
    public SwitchParameter Prune { get; set; }

    /// <summary>The most users that -Prune may mark as gone: a number, or a share of the users of the input's domains, such as 10%.</summary>
    [Parameter]
    [ValidatePruneLimit]
    public string? PruneLimit { get; set; }

    private protected override RegistryUse Use => RegistryUse.Fill;

    /// <inheritdoc/>
    protected override void BeginProcessing()
    {
        base.BeginProcessing();
        var names = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (DictionaryEntry entry in NetBiosName)
        {
            names[Text(entry.Key)] = Text(entry.Value);
        }

        NativeImportFlags flags = Prune ? NativeImportFlags.Prune : NativeImportFlags.None;
        Require(Registry.BeginImport(flags, names, out import), null);
        if (PruneLimit is not null)
        {
            Require(import!.LimitPrune(PruneLimit), null);
        }
    }

    /// <inheritdoc/>
    protected override void ProcessRecord()
    {
        switch (ParameterSetName)
        {
            case InputObjectSet:
                StageInput(InputObject);
                break;
            case LiteralPathSet:
                StageFiles(Files.Literal(LiteralPath));
                break;
            default:
                StageFiles(Files.Matching(Path));
                break;
        }
    }

    /// <inheritdoc/>
    protected override void EndProcessing()
    {
        EndText();
        Apply();
        base.EndProcessing();
    }

    private static string Text(object? value) => Convert.ToString(Members.Unwrap(value), CultureInfo.InvariantCulture) ?? string.Empty;

    private protected override void Close()
    {
        text.Dispose();
        import?.Dispose();
        base.Close();
    }
}
