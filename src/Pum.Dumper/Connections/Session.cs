using System.Collections.Immutable;
using System.Data;
using Npgsql;
using Pum.Dumper.Failures;

namespace Pum.Dumper.Connections;

/// <summary>A session of our own on the server, through Npgsql: for what needs answers or locks.</summary>
internal sealed class Session : IAsyncDisposable
{
    private readonly NpgsqlConnection _npgsql;
    private readonly FailureContext _context;
    private readonly Func<string, string> _redact;

    private readonly IAsyncDisposable? _owned;

    /// <summary>Makes one that is open; see <see cref="SessionOpening"/>.</summary>
    /// <param name="npgsql">Npgsql's connection, which is closed with the session.</param>
    /// <param name="connection">What it was opened by.</param>
    /// <param name="context">What is known when a statement fails.</param>
    /// <param name="owned">What is disposed after it, or <see langword="null"/>.</param>
    public Session(NpgsqlConnection npgsql, Connection connection, FailureContext context, IAsyncDisposable? owned)
    {
        (_npgsql, _context, _owned) = (npgsql, context, owned);
        (ApplicationName, _redact) = (connection.Values[ConnectionKeywords.ApplicationName], connection.Redact);
    }

    /// <summary>The number of the server's process as it was told at the start; a pooler tells one of its own.</summary>
    public int ProcessId => _npgsql.ProcessID;

    /// <summary>The name by which others see it.</summary>
    public string ApplicationName { get; }

    /// <summary>Whether the session is there still, as far as it was told.</summary>
    public bool IsOpen => _npgsql.State == ConnectionState.Open;

    /// <summary>Runs a statement.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task ExecuteAsync(string sql, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = new NpgsqlCommand(sql, _npgsql) { CommandTimeout = 0 };
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        catch (Exception exception) when (Find(exception) is { } failure)
        {
            throw new PumFailureException(failure, Redactor.InnerOf(exception, _redact));
        }
    }

    /// <summary>Runs a statement for no longer than it may take.</summary>
    /// <param name="sql">The statement.</param>
    /// <param name="limit">How long it may take.</param>
    /// <param name="tooLong">What it means that it took longer.</param>
    /// <exception cref="PumFailureException">The server refused it, or it took too long.</exception>
    public async Task ExecuteAsync(string sql, TimeSpan limit, Func<PumFailure> tooLong)
    {
        using var clock = new CancellationTokenSource(limit);
        try
        {
            await ExecuteAsync(sql, clock.Token);
        }
        catch (OperationCanceledException exception)
        {
            throw new PumFailureException(tooLong(), exception);
        }
    }

    /// <summary>Does something in a transaction that is rolled back at its end.</summary>
    /// <param name="begin">The statements with which it begins.</param>
    /// <param name="act">What is done.</param>
    /// <param name="cancellationToken">Ends it.</param>
    public async Task<T> RollingBackAsync<T>(string begin, Func<Task<T>> act, CancellationToken cancellationToken)
    {
        await ExecuteAsync(begin, cancellationToken);
        T result;
        try
        {
            result = await act();
        }
        catch
        {
            try
            {
                await ExecuteAsync("ROLLBACK", CancellationToken.None);
            }
            catch (PumFailureException)
            {
                // The session is lost, and the first error says why.
            }

            throw;
        }

        await ExecuteAsync("ROLLBACK", CancellationToken.None);
        return result;
    }

    /// <summary>Runs a query of one row and reads it.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task<T> QueryAsync<T>(string sql, Func<IDataRecord, T> read, CancellationToken cancellationToken)
    {
        var (result, isRead) = (default(T), false);
        await ReadAsync(new(sql, _npgsql) { CommandTimeout = 0 }, Take, cancellationToken);
        return isRead ? result! : throw new InvalidOperationException("The query gave no row.");

        void Take(IDataRecord row)
        {
            if (!isRead)
                (result, isRead) = (read(row), true);
        }
    }

    /// <summary>Runs a query and reads its rows.</summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public async Task<ImmutableArray<T>> QueryRowsAsync<T>(string sql, Func<IDataRecord, T> read, CancellationToken cancellationToken)
    {
        var rows = ImmutableArray.CreateBuilder<T>();
        await ReadAsync(new(sql, _npgsql) { CommandTimeout = 0 }, row => rows.Add(read(row)), cancellationToken);
        return rows.ToImmutable();
    }

    /// <summary>
    /// Runs a query and takes its rows as the server writes them, each as it is sent; <see langword="null"/> for NULL.
    /// </summary>
    /// <exception cref="PumFailureException">The server refused it.</exception>
    public Task ReadTextAsync(string sql, Action<string?[]> take, CancellationToken cancellationToken) => ReadAsync(
        new(sql, _npgsql) { CommandTimeout = 0, AllResultTypesAreUnknown = true },
        row => take([.. Enumerable.Range(0, row.FieldCount).Select(column => row.IsDBNull(column) ? null : row.GetString(column))]),
        cancellationToken);

    private async Task ReadAsync(NpgsqlCommand query, Action<IDataRecord> take, CancellationToken cancellationToken)
    {
        try
        {
            await using var command = query;
            await using var reader = await command.ExecuteReaderAsync(cancellationToken);
            while (await reader.ReadAsync(cancellationToken))
                take(reader);
        }
        catch (Exception exception) when (Find(exception) is { } failure)
        {
            throw new PumFailureException(failure, Redactor.InnerOf(exception, _redact));
        }
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _npgsql.DisposeAsync();
        if (_owned is not null)
            await _owned.DisposeAsync();
    }

    private PumFailure? Find(Exception exception) => exception switch
    {
        NpgsqlException refusal => Redactor.Redact(NpgsqlFailures.OfStatement(refusal, _context), _redact),
        // What Npgsql says of a connection that broke earlier.
        InvalidOperationException when !IsOpen => SessionFailures.Lost(_redact(exception.Message), _context),
        _ => null,
    };
}
