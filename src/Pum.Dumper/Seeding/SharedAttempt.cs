using System.Diagnostics;

namespace Pum.Dumper.Seeding;

/// <summary>
/// One attempt for all who want its result. They can stop waiting, which does not end it. Where it failed, whoever comes within a minute is
/// told the same; later it is tried again, for a process may outlive what was wrong.
/// </summary>
/// <param name="attempt">Makes the result.</param>
internal sealed class SharedAttempt<T>(Func<Task<T>> attempt)
{
    private static readonly TimeSpan FailureCounts = TimeSpan.FromMinutes(1);

    private readonly object _gate = new();
    private Task<T>? _task;
    private long _ended;

    /// <summary>The result, or the attempt that is going on.</summary>
    public Task<T> GetAsync()
    {
        lock (_gate)
        {
            if (_task is null || (_task.IsFaulted && Stopwatch.GetElapsedTime(_ended) > FailureCounts))
            {
                _ended = long.MaxValue;
                _task = Task.Run(RunAsync);
            }

            return _task;
        }
    }

    /// <summary>Has the next caller begin anew, unless somebody has begun since.</summary>
    public void Forget(Task<T> result)
    {
        lock (_gate)
        {
            if (_task == result)
                _task = null;
        }
    }

    /// <summary>Waits for the end of the attempt that is going on, whatever it is.</summary>
    public Task EndAsync()
    {
        lock (_gate)
            return _task is null ? Task.CompletedTask : Task.WhenAny(_task);
    }

    private async Task<T> RunAsync()
    {
        try
        {
            return await attempt();
        }
        finally
        {
            _ended = Stopwatch.GetTimestamp();
        }
    }
}
