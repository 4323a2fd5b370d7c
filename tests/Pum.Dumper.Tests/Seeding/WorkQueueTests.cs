using Pum.Dumper.Seeding;

namespace Pum.Dumper.Tests.Seeding;

[TestClass]
public sealed class WorkQueueTests
{
    [TestMethod]
    public async Task What_a_test_waits_for_comes_before_drops_and_spares()
    {
        var queue = new WorkQueue();
        var order = new List<string>();
        var gate = new TaskCompletionSource();
        var tasks = new List<Task> { queue.RunAsync(WorkOrder.Spare, () => gate.Task) };
        foreach (var work in (WorkOrder[])[WorkOrder.Spare, WorkOrder.Drop, WorkOrder.Clone, WorkOrder.Drop])
            tasks.Add(queue.RunAsync(work, () =>
            {
                order.Add(work.ToString());
                return Task.CompletedTask;
            }));

        gate.SetResult();
        await Task.WhenAll(tasks);

        Assert.AreEqual("Clone Drop Drop Spare", string.Join(' ', order));
    }

    [TestMethod]
    public async Task Drops_come_first_where_too_many_of_them_wait()
    {
        var queue = new WorkQueue();
        var order = new List<string>();
        var gate = new TaskCompletionSource();
        var tasks = new List<Task> { queue.RunAsync(WorkOrder.Spare, () => gate.Task) };
        WorkOrder[] asked = [WorkOrder.Clone, WorkOrder.Clone, WorkOrder.Drop, WorkOrder.Drop, WorkOrder.Drop, WorkOrder.Drop];
        foreach (var work in asked)
            tasks.Add(queue.RunAsync(work, () =>
            {
                order.Add(work.ToString());
                return Task.CompletedTask;
            }));

        gate.SetResult();
        await Task.WhenAll(tasks);

        Assert.AreEqual("Drop Drop Clone Clone Drop Drop", string.Join(' ', order));
    }
}
