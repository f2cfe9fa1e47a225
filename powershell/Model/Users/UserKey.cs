namespace CsClientCertificate.Model;

/// <summary>A user by key: never reused, never a name, valid in one registry.</summary>
internal readonly struct UserKey : IEquatable<UserKey>, IComparable<UserKey>
{
    internal UserKey(Guid registryId, long value)
    {
        RegistryId = registryId;
        Value = value;
    }

    internal Guid RegistryId { get; }

    internal long Value { get; }

    public bool Equals(UserKey other) => Value == other.Value && RegistryId == other.RegistryId;

    public override bool Equals(object? obj) => obj is UserKey other && Equals(other);

    public override int GetHashCode() => Value.GetHashCode() ^ RegistryId.GetHashCode();

    public int CompareTo(UserKey other)
    {
        int registries = RegistryId.CompareTo(other.RegistryId);
        return registries != 0 ? registries : Value.CompareTo(other.Value);
    }
}
