namespace Actors.Model.Evaluation;

/// <summary>Embeddings or labels from which a metric can't be computed; one line says why and what would help.</summary>
public sealed class EvaluationException : Exception
{
    /// <summary>Without a text.</summary>
    public EvaluationException()
    {
    }

    /// <summary>With the reason and the way out.</summary>
    public EvaluationException(string message) : base(message)
    {
    }

    /// <summary>With the reason, the way out, and the cause.</summary>
    public EvaluationException(string message, Exception innerException) : base(message, innerException)
    {
    }
}
