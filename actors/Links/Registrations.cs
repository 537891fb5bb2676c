namespace Actors.Links;

/// <summary>The links that end at a port, and which handshakes have been seen.</summary>
internal sealed class Registrations
{
    const int RememberedNonces = 4096;

    readonly Lock gate = new();
    readonly Dictionary<(Guid Run, int Edge), Registration> links = [];
    readonly Dictionary<(Guid Run, int Edge), int> newest = [];
    readonly HashSet<string> used = new(StringComparer.Ordinal);
    readonly Queue<string> usedInOrder = [];

    /// <summary>Adds a link, in the place of one of an older incarnation.</summary>
    /// <returns>Dispose it to take the link away.</returns>
    /// <exception cref="InvalidOperationException">A newer incarnation of the edge was added before.</exception>
    public IDisposable Add(Registration registration)
    {
        LinkIdentity link = registration.Conversation.Setup.Identity;
        (Guid, int) key = (link.Run, link.Edge);
        lock (gate)
        {
            if (newest.TryGetValue(key, out int latest) && latest > link.Incarnation)
            {
                throw new InvalidOperationException($"{link}: this node has seen incarnation {latest} of it");
            }

            newest[key] = link.Incarnation;
            links[key] = registration;
        }

        return new Entry(this, key, registration);
    }

    /// <summary>The link that a hello asks for.</summary>
    /// <exception cref="LinkException">There is none, it is of an older incarnation, or the hello was seen before.</exception>
    public Registration For(LinkIdentity link, byte[] nonce)
    {
        (Guid, int) key = (link.Run, link.Edge);
        lock (gate)
        {
            // First the incarnation: it is remembered longer than nonces are.
            if (newest.TryGetValue(key, out int latest) && link.Incarnation < latest)
            {
                throw new LinkException(RejectReason.OldIncarnation, $"{link}: incarnation {latest} has taken its place");
            }

            if (!links.TryGetValue(key, out Registration? registration) || registration.Conversation.Setup.Identity != link)
            {
                throw new LinkException(RejectReason.UnknownEdge, $"{link}: not at this port");
            }

            return used.Contains(Convert.ToHexString(nonce))
                ? throw new LinkException(RejectReason.Replayed, $"{link}: a hello that was seen before")
                : registration;
        }
    }

    /// <summary>Remembers the nonce of an authenticated hello. Others are not: anyone could fill the memory with them.</summary>
    public void Used(byte[] nonce)
    {
        string name = Convert.ToHexString(nonce);
        lock (gate)
        {
            used.Add(name);
            usedInOrder.Enqueue(name);
            if (usedInOrder.Count > RememberedNonces)
            {
                used.Remove(usedInOrder.Dequeue());
            }
        }
    }

    void Remove((Guid, int) key, Registration registration)
    {
        lock (gate)
        {
            if (links.TryGetValue(key, out Registration? present) && ReferenceEquals(present, registration))
            {
                links.Remove(key);
            }
        }
    }

    sealed class Entry(Registrations all, (Guid, int) key, Registration registration) : IDisposable
    {
        public void Dispose() => all.Remove(key, registration);
    }
}
