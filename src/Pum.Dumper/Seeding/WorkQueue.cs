namespace Pum.Dumper.Seeding;

/// <summary>Does one thing at a time, off the callers' path: the disk is what limits creating and dropping.</summary>
internal sealed class WorkQueue
{
    private readonly object _gate = new();
    private readonly PriorityQueue<(Func<Task> Work, TaskCompletionSource Done), (WorkOrder, long)> _waiting = new();
    private bool _isRunning;
    private long _number;

    /// <summary>Whether spares are not worth making any more.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Has something done; the task ends with it.</summary>
    public Task RunAsync(WorkOrder order, Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((work, done), (order, _number++));
            if (_isRunning)
                return done.Task;
            _isRunning = true;
        }

        _ = Task.Run(LoopAsync);
        return done.Task;
    }

    private async Task LoopAsync()
    {
        while (Next() is var (work, done))
        {
            try
            {
                await work();
                done.SetResult();
            }
#pragma warning disable CA1031 // The caller gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                done.SetException(exception);
            }
        }
    }

    private (Func<Task> Work, TaskCompletionSource Done)? Next()
    {
        lock (_gate)
        {
            if (_waiting.TryDequeue(out var next, out _))
                return next;
            _isRunning = false;
            return null;
        }
    }
}
