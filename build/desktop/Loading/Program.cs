using System;
using System.Collections;
using System.IO;
using System.Linq;
using System.Reflection;

namespace CsClientCertificate.Desktop;

/// <summary>
/// loading.exe MODULE FOLDER: what Windows PowerShell does with the module, as far as it needs no engine. Every line is one thing
/// that went well; the first that does not ends it.
/// </summary>
internal static class Program
{
    private static int Main(string[] arguments)
    {
        try
        {
            Assembly module = Assembly.LoadFrom(Path.Combine(arguments[0], "CsClientCertificate.dll"));
            Type[] types = module.GetTypes();
            Console.WriteLine($"loaded {types.Length} types");

            Type[] commands = types.Where(type => typeof(System.Management.Automation.Cmdlet).IsAssignableFrom(type) && !type.IsAbstract).ToArray();
            foreach (Type command in commands)
            {
                _ = command.GetCustomAttributes(inherit: true);
                foreach (PropertyInfo property in command.GetProperties())
                {
                    _ = property.GetCustomAttributes(inherit: true);
                }
            }

            Console.WriteLine($"read the attributes of {commands.Length} commands");
            Border(module, Path.Combine(arguments[1], "registry.db"));
            foreach (string line in Values.Lines(module))
            {
                Console.WriteLine(line);
            }

            return 0;
        }
        catch (Exception failure)
        {
            Console.WriteLine("FAILED: " + failure);
            if (failure is ReflectionTypeLoadException loading)
            {
                Console.WriteLine(string.Join("\n", loading.LoaderExceptions.Select(e => e?.Message).Distinct()));
            }

            return 1;
        }
    }

    /// <summary>Makes a registry and describes it, by the classes that the commands use.</summary>
    private static void Border(Assembly module, string path)
    {
        const BindingFlags hidden = BindingFlags.Static | BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public;
        Type Named(string name) => module.GetType("CsClientCertificate." + name, throwOnError: true)!;

        object library = Named("Native.LibraryPath").GetMethod("Find", hidden)!.Invoke(null, null)!;
        Console.WriteLine("found " + Path.GetFileName((string)library));

        object place = Named("Session.RegistryChoice").GetMethod("InFile", hidden)!
            .Invoke(null, new[] { path, Enum.Parse(Named("Session.RegistrySource"), "Default"), false })!;
        object create = Enum.Parse(Named("Native.NativeOpenFlags"), "Create");
        Type registryType = Named("Registry.OpenRegistry");
        var registry = (IDisposable)registryType.GetMethod("Open", hidden)!.Invoke(null, new object?[] { place, create, "Test", null })!;
        Console.WriteLine("made a registry");

        var answer = new object?[] { true, null, null };
        if (registryType.GetMethod("Describe", hidden)!.Invoke(registry, answer) is Exception failure)
        {
            throw failure;
        }

        object description = answer[2]!;
        foreach (string name in new[] { "Engine", "SchemaVersion", "Healthy" })
        {
            Console.WriteLine(name + " " + description.GetType().GetProperty(name, hidden)!.GetValue(description));
        }

        var findings = (IEnumerable?)description.GetType().GetProperty("Findings", hidden)!.GetValue(description);
        foreach (object? finding in findings ?? Array.Empty<object>())
        {
            throw new InvalidDataException(finding?.ToString());
        }

        registry.Dispose();
        Console.WriteLine("closed it");
    }
}
