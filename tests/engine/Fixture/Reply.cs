using System.Management.Automation;
using System.Management.Automation.Runspaces;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>All that a script gave back.</summary>
public sealed class Reply
{
    internal Reply(IEnumerable<PSObject?> output, PSDataStreams streams, RuntimeException? failure, string text)
    {
        Output = [.. output];
        Errors = [.. streams.Error];
        Warnings = [.. streams.Warning.Select(record => record.Message)];
        Verbose = [.. streams.Verbose.Select(record => record.Message)];
        Debug = [.. streams.Debug.Select(record => record.Message)];
        Information = [.. streams.Information];
        Progress = [.. streams.Progress];
        Failure = failure;
        Text = text.ReplaceLineEndings("\n");
    }

    public IReadOnlyList<PSObject?> Output { get; }

    /// <summary>The errors after which the script went on.</summary>
    public IReadOnlyList<ErrorRecord> Errors { get; }

    /// <summary>The error that ended the script, if one did.</summary>
    public RuntimeException? Failure { get; }

    public IReadOnlyList<string> Warnings { get; }

    public IReadOnlyList<string> Verbose { get; }

    public IReadOnlyList<string> Debug { get; }

    public IReadOnlyList<InformationRecord> Information { get; }

    public IReadOnlyList<ProgressRecord> Progress { get; }

    /// <summary>What the host showed meanwhile: questions, -WhatIf, warnings, and with Session.Show the output too. Lines end in \n.</summary>
    public string Text { get; }

    /// <summary>The only error, whether or not it ended the script.</summary>
    public ErrorRecord Error
    {
        get
        {
            var all = Errors.ToList();
            if (Failure is not null)
            {
                all.Add(Failure.ErrorRecord);
            }

            return Assert.Single(all);
        }
    }

    /// <summary>Asserts that nothing went wrong.</summary>
    public Reply Clean()
    {
        Assert.True(Failure is null, $"The script failed: {Failure?.ErrorRecord}\n{Failure?.ErrorRecord.ScriptStackTrace}");
        Assert.True(Errors.Count == 0, "The script reported: " + string.Join("\n", Errors));
        return this;
    }

    /// <summary>Asserts that the script ran to its end and emitted objects of this .NET type only.</summary>
    public IReadOnlyList<T> All<T>() => [.. Clean().Output.Select(item => Assert.IsType<T>(item?.BaseObject, exactMatch: false))];

    /// <summary>Asserts that the script ran to its end and emitted one object of this .NET type.</summary>
    public T One<T>() => Assert.Single(All<T>());

    /// <summary>A property of every object emitted, as text in the invariant culture; null stays null.</summary>
    public IReadOnlyList<string?> Each(string property) =>
        [.. Output.Select(item => item?.Properties[property]?.Value is { } value ? LanguagePrimitives.ConvertTo<string>(value) : null)];
}
