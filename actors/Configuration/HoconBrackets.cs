namespace Actors.Configuration;

/// <summary>Finds brackets and quotes without a partner: Akka's parser takes the end of the file for all of them, and drops what follows a
/// brace too many.</summary>
internal static class HoconBrackets
{
    /// <summary>The first error as "line n: …"; null when everything is paired.</summary>
    public static string? FirstError(string text)
    {
        var open = new Stack<(char Bracket, int Line)>();
        int line = 1;
        for (int i = 0; i < text.Length; i++)
        {
            switch (text[i])
            {
                case '\n':
                    line++;
                    break;
                case '#' or '/' when text[i] == '#' || (i + 1 < text.Length && text[i + 1] == '/'):
                    i = End(text.IndexOf('\n', i), text) - 1;
                    break;
                case '"':
                    int opened = line;
                    int close = ClosingQuote(text, i);
                    if (close < 0)
                    {
                        return $"line {opened}: this quote is never closed";
                    }

                    line += text.AsSpan(i, close - i).Count('\n');
                    i = close;
                    break;
                case '{' or '[':
                    open.Push((text[i], line));
                    break;
                case '}' or ']' when open.Count == 0 || open.Pop().Bracket != (text[i] == '}' ? '{' : '['):
                    return $"line {line}: this {text[i]} closes nothing";
                default:
                    break;
            }
        }

        return open.TryPop(out (char Bracket, int Line) left) ? $"line {left.Line}: this {left.Bracket} is never closed" : null;
    }

    static int ClosingQuote(string text, int start)
    {
        const string Triple = "\"\"\"";
        if (string.CompareOrdinal(text, start, Triple, 0, 3) == 0)
        {
            int end = text.IndexOf(Triple, start + 3, StringComparison.Ordinal);
            return end < 0 ? -1 : end + 2;
        }

        for (int i = start + 1; i < text.Length; i++)
        {
            if (text[i] == '\\')
            {
                i++;
            }
            else if (text[i] == '"')
            {
                return i;
            }
        }

        return -1;
    }

    static int End(int index, string text) => index < 0 ? text.Length : index;
}
