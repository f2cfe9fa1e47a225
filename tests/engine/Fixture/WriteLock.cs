using System.Collections;
using System.Reflection;

namespace CsClientCertificate.Tests.Fixture;

/// <summary>Another writer, who holds the lock of a registry until it is disposed: an import between two of its steps, never to be finished.</summary>
public sealed class WriteLock : IDisposable
{
    private const BindingFlags Internal = BindingFlags.Instance | BindingFlags.Static | BindingFlags.NonPublic | BindingFlags.Public;

    private readonly IDisposable _registry;
    private readonly IDisposable _import;

    /// <param name="session">A session with the module.</param>
    /// <param name="path">The registry.</param>
    public WriteLock(Session session, string path)
    {
        var module = session.Run("(Get-Command Get-CsUser).ImplementingType.Assembly").One<Assembly>();
        Type Named(string name) => module.GetType("CsClientCertificate." + name, throwOnError: true)!;
        var source = Enum.Parse(Named("Session.RegistrySource"), "Connected");
        var choice = Named("Session.RegistryChoice").GetMethod("InFile", Internal)!.Invoke(null, [path, source, false]);
        var flags = Enum.ToObject(Named("Native.NativeOpenFlags"), 0);
        _registry = (IDisposable)Named("Registry.OpenRegistry").GetMethod("Open", Internal)!.Invoke(null, [choice, flags, "Import-CsUser", null])!;
        object?[] begin = [Enum.ToObject(Named("Native.NativeImportFlags"), 0), new Dictionary<string, string>(), null];
        Succeed(_registry.GetType().GetMethod("BeginImport", Internal)!.Invoke(_registry, begin));
        _import = (IDisposable)begin[2]!;

        // Two users: the step that applies one leaves the transaction open.
        for (var user = 1L; user <= 2; user++)
        {
            var attributes = Array.CreateInstance(Named("Registry.DirectoryAttribute"), 1);
            ((IList)attributes)[0] = Named("Registry.DirectoryAttribute").GetMethod("Of", Internal, [typeof(string), typeof(string)])!
                .Invoke(null, ["DistinguishedName", $"CN=Lock {user},DC=litwareinc,DC=com"]);
            Succeed(Call("AddObject", [user, attributes]));
        }

        Succeed(Call("Apply", [Enum.ToObject(Named("Native.NativeWriteFlags"), 0), 1, null]));
    }

    public void Dispose()
    {
        _import.Dispose();
        _registry.Dispose();
    }

    private object? Call(string method, object?[] arguments) =>
        _import.GetType().GetMethod(method, Internal)!.Invoke(_import, arguments);

    private static void Succeed(object? failure) => Assert.Null(failure);
}
