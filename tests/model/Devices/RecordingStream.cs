using System.Collections.Concurrent;
using Actors.Model.Devices;

namespace Actors.Tests.Model.Devices;

/// <summary>A stream that does nothing but write down what it is asked, in one list with others. Its moments are reached when somebody says so.</summary>
/// <param name="name">Its name in the list.</param>
/// <param name="log">The list.</param>
/// <param name="late">Whether moments are reached only when they are synchronised with or told to; else at once.</param>
internal sealed class RecordingStream(string name, ConcurrentQueue<StreamCall> log, bool late = false) : DeviceStream
{
    long moments;

    public override IDisposable Use()
    {
        log.Enqueue(new StreamCall(name, "use", ""));
        return new Ended(() => log.Enqueue(new StreamCall(name, "leave", "")));
    }

    public override DeviceEvent Record()
    {
        var moment = new Moment($"{name}#{moments++}", log) { IsReached = !late };
        log.Enqueue(new StreamCall(name, "record", moment.Name));
        return moment;
    }

    public override void Wait(DeviceEvent? moment)
    {
        if (moment is Moment recorded)
        {
            log.Enqueue(new StreamCall(name, recorded.IsDisposed ? "wait for a freed" : "wait", recorded.Name));
        }
    }

    internal sealed class Moment(string name, ConcurrentQueue<StreamCall> log) : DeviceEvent
    {
        public string Name => name;

        public bool IsReached { get; set; }

        public bool IsDisposed { get; private set; }

        public override bool Reached => IsReached;

        public override void Synchronize()
        {
            log.Enqueue(new StreamCall("host", "synchronize", name));
            IsReached = true;
        }

        protected override void Dispose(bool disposing)
        {
            log.Enqueue(new StreamCall("host", IsDisposed ? "free again" : "free", name));
            IsDisposed = true;
        }
    }

    sealed class Ended(Action act) : IDisposable
    {
        public void Dispose() => act();
    }
}
