using System.Diagnostics.CodeAnalysis;

namespace CsClientCertificate.Model;

/// <summary>An entry of the audit log. Entries are only ever added.</summary>
[SuppressMessage("Design", "CA1036", Justification = "PowerShell compares through IComparable, and its operators are its own.")]
public sealed class AuditEntry : IComparable
{
    internal unsafe AuditEntry(NativeAuditEntry* borrowed)
    {
        Sequence = borrowed->Sequence;
        Time = NativeTime.ToLocal(borrowed->Time);
        User = borrowed->OperatingSystemUser.ToStringOrNull();
        Account = borrowed->Account.ToStringOrNull();
        LoginUser = borrowed->LoginUser.ToStringOrNull();
        RemoteCaller = borrowed->RemoteCaller.ToStringOrNull();
        Host = borrowed->Host.ToStringOrNull();
        Process = borrowed->Process.ToStringOrNull();
        Command = borrowed->Command.ToStringOrNull();
        Action = borrowed->Action.ToString();
        Outcome = borrowed->Outcome.ToString();
        Reason = borrowed->Reason.ToStringOrNull();
        UserKey = borrowed->UserKey;
        Target = borrowed->UserName.ToStringOrNull();
        Certificates = checked((long)borrowed->Certificates);
        Detail = borrowed->Detail.ToStringOrNull();
        PreviousHash = Hexadecimal.Lower(NativeBytes.Copy(borrowed->PreviousHash, NativeAuditEntry.HashLength));
        Hash = Hexadecimal.Lower(NativeBytes.Copy(borrowed->Hash, NativeAuditEntry.HashLength));
    }

    /// <summary>Its number, from 1, without gaps.</summary>
    public long Sequence { get; }

    /// <summary>The time; local.</summary>
    public DateTime Time { get; }

    /// <summary>The effective user of the operating system; on a server, what the client says of itself.</summary>
    public string? User { get; }

    /// <summary>The account that the database server authenticated; null for a registry in a file.</summary>
    public string? Account { get; }

    /// <summary>The user who logged in to the operating system, also behind sudo; on a server, what the client says. Null if it was not known.</summary>
    public string? LoginUser { get; }

    /// <summary>Who was at the other end of a remoting or JEA session ($PSSenderInfo); on a server, what the client says. Null if there was none.</summary>
    public string? RemoteCaller { get; }

    /// <summary>The computer.</summary>
    public string? Host { get; }

    /// <summary>The process.</summary>
    public string? Process { get; }

    /// <summary>By which command.</summary>
    public string? Command { get; }

    /// <summary>What was done.</summary>
    public string Action { get; }

    /// <summary>How it ended.</summary>
    public string Outcome { get; }

    /// <summary>The reason of a revocation or a refusal.</summary>
    public string? Reason { get; }

    /// <summary>The user concerned, by the name at that time.</summary>
    public string? Target { get; }

    /// <summary>The user concerned, by the key that never changes; 0 if none.</summary>
    public long UserKey { get; }

    /// <summary>How many certificates it touched.</summary>
    public long Certificates { get; }

    /// <summary>Further particulars, JSON.</summary>
    public string? Detail { get; }

    /// <summary>The hash of the entry before, lower-case hexadecimal.</summary>
    public string PreviousHash { get; }

    /// <summary>The hash of this entry, which covers its content and the previous hash.</summary>
    public string Hash { get; }

    /// <summary>Whether it is the same entry: its hash covers all of it.</summary>
    public override bool Equals(object? obj) => obj is AuditEntry other && Hash == other.Hash;

    /// <inheritdoc/>
    public override int GetHashCode() => StringComparer.Ordinal.GetHashCode(Hash);

    /// <summary>Orders by sequence.</summary>
    public int CompareTo(object? obj)
    {
        if (SharedOrder.Other(this, obj) is not AuditEntry other)
        {
            return 1;
        }

        int difference = Sequence.CompareTo(other.Sequence);
        return difference != 0 ? difference : string.CompareOrdinal(Hash, other.Hash);
    }
}
