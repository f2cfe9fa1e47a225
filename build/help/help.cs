#!/usr/bin/env dotnet
#:package Markdig@1.4.1
#:property PublishAot=false
#:property AssemblyName=help
#:property RootNamespace=CsClientCertificate.Help
#:property SatelliteResourceLanguages=en
#:include Pages/*.cs
#:include Writing/*.cs

// Makes the console's help from the pages of docs/, so that the two cannot differ:
//   help DOCS-FOLDER MODULE-ASSEMBLY-NAME OUTPUT-FOLDER
using CsClientCertificate.Help.Pages;
using CsClientCertificate.Help.Writing;

if (args.Length != 3)
{
    Console.Error.WriteLine("usage: help DOCS-FOLDER MODULE-ASSEMBLY-NAME OUTPUT-FOLDER");
    return 64;
}

var (docs, assembly, output) = (args[0], args[1], args[2]);
try
{
    Directory.CreateDirectory(output);
    var commands = PageFiles.Commands(docs).Select(CommandPage.Read).ToList();
    MamlHelp.Write(commands, Path.Combine(output, assembly + "-Help.xml"));
    foreach (var (topic, page) in PageFiles.Topics(docs))
    {
        AboutText.Write(topic, page, Path.Combine(output, topic + ".help.txt"));
    }

    return 0;
}
catch (PageException e)
{
    Console.Error.WriteLine($"help: {e.Message}");
    return 1;
}
