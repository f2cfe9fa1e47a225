namespace CsClientCertificate.Model;

/// <summary>How objects of this module are ordered.</summary>
internal static class SharedOrder
{
    /// <summary>Different users by their names, as PowerShell orders texts; one user is one user, under whatever name.</summary>
    internal static int OfUsers(string name, UserKey key, string otherName, UserKey otherKey)
    {
        if (key.Equals(otherKey))
        {
            return 0;
        }

        int names = StringComparer.CurrentCultureIgnoreCase.Compare(name, otherName);
        return names != 0 ? names : key.CompareTo(otherKey);
    }

    /// <summary>What an object is compared with; null for null, which comes first.</summary>
    internal static T? Other<T>(T one, object? other)
        where T : class =>
        other is null or T
            ? (T?)other
            : throw new ArgumentException($"An object of type {one.GetType().Name} cannot be compared with one of type {other.GetType().Name}.");
}
