using System.Management.Automation;
using Microsoft.Data.Sqlite;

namespace CsClientCertificate.Bench.Peers;

/// <summary>A command as one would write it over Microsoft.Data.Sqlite: one connection and prepared commands for the whole pipeline.</summary>
public abstract class SqlitePeerCommand : PSCmdlet, IDisposable
{
    private readonly List<SqliteCommand> _commands = [];
    private SqliteConnection? _connection;

    [Parameter(Mandatory = true)]
    public string Path { get; set; } = "";

    protected override void BeginProcessing()
    {
        _connection = new SqliteConnection($"Data Source={Path};Mode=ReadOnly;Pooling=False");
        _connection.Open();
        using var command = _connection.CreateCommand();
        command.CommandText = "PRAGMA cache_size = -131072";
        command.ExecuteNonQuery();
    }

    protected SqliteCommand Prepare(string sql, params string[] parameters)
    {
        var command = _connection!.CreateCommand();
        command.CommandText = sql;
        foreach (var parameter in parameters)
        {
            command.Parameters.Add(new SqliteParameter(parameter, null));
        }

        command.Prepare();
        _commands.Add(command);
        return command;
    }

    protected static string? Text(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : reader.GetString(column);

    public void Dispose()
    {
        foreach (var command in _commands)
        {
            command.Dispose();
        }

        _connection?.Dispose();
    }
}
