namespace CsClientCertificate.Completion;

/// <summary>What a word is quoted with.</summary>
internal enum WordQuote
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Single quotes: nothing in it means anything but the quote itself.</summary>
    Single,

    /// <summary>Double quotes: variables and backticks have a meaning.</summary>
    Double,
}
