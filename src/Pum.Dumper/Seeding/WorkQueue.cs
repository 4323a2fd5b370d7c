namespace Pum.Dumper.Seeding;

/// <summary>Does one thing at a time, off the callers' path: the disk is what limits creating and dropping.</summary>
internal sealed class WorkQueue
{
    /// <summary>With so many drops waiting, the next comes first: clones that are asked for without end would fill the disk up.</summary>
    private const int MostDrops = 2;

    private readonly object _gate = new();

    /// <summary>One for each order, the first first.</summary>
    private readonly Queue<Item>[] _waiting = [new(), new(), new()];

    private bool _isRunning;

    /// <summary>Whether spares are not worth making any more.</summary>
    public bool IsEnding { get; set; }

    /// <summary>Has something done; the task ends with it.</summary>
    public Task RunAsync(WorkOrder order, Func<Task> work)
    {
        var done = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting[(int)order].Enqueue(new(work, done));
            if (_isRunning)
                return done.Task;
            _isRunning = true;
        }

        _ = Task.Run(LoopAsync);
        return done.Task;
    }

    private async Task LoopAsync()
    {
        while (Next() is { } item)
        {
            try
            {
                await item.Work();
                item.Done.SetResult();
            }
#pragma warning disable CA1031 // The caller gets it.
            catch (Exception exception)
#pragma warning restore CA1031
            {
                item.Done.SetException(exception);
            }
        }
    }

    private Item? Next()
    {
        lock (_gate)
        {
            var drops = _waiting[(int)WorkOrder.Drop];
            var queue = drops.Count > MostDrops ? drops : _waiting.FirstOrDefault(each => each.Count > 0);
            if (queue is not null)
                return queue.Dequeue();
            _isRunning = false;
            return null;
        }
    }

    private sealed record Item(Func<Task> Work, TaskCompletionSource Done);
}
