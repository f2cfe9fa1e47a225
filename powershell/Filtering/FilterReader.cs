using System.Collections.ObjectModel;
using System.Management.Automation.Language;

namespace CsClientCertificate.Filtering;

/// <summary>
/// Reads a filter with PowerShell's own parser and writes the tree that the native library takes. Nothing of the filter is
/// ever run: of all that the language has, conditions, values, variables and their members are understood.
/// </summary>
internal sealed class FilterReader
{
    private readonly FilterText text;
    private readonly FilterValues values;
    private readonly FilterJson json = new();

    private FilterReader(FilterText text, CallerVariables variables)
    {
        this.text = text;
        values = new FilterValues(variables, Place);
    }

    /// <summary>Reads a filter.</summary>
    /// <param name="filter">A script block, or anything else's text.</param>
    /// <param name="session">Where the command was called.</param>
    /// <returns>The tree.</returns>
    internal static string Read(object filter, SessionState session)
    {
        object value = filter is PSObject wrapped ? wrapped.BaseObject : filter;
        var block = value as ScriptBlock;
        string written = block?.ToString() ?? LanguagePrimitives.ConvertTo<string>(value);
        if (string.IsNullOrWhiteSpace(written))
        {
            throw FilterProblem.At(0, "it is empty");
        }

        var text = new FilterText(written);
        var reader = new FilterReader(text, new CallerVariables(session, block));
        ExpressionAst expression = reader.Parse();
        reader.Condition(expression, 0);
        return reader.json.ToString();
    }

    private int Place(Ast ast) => text.Written(ast.Extent.StartOffset);

    private ExpressionAst Parse()
    {
        ScriptBlockAst script = Parser.ParseInput(text.Expression, out _, out ParseError[] errors);
        if (errors.Length > 0)
        {
            throw FilterProblem.At(text.Written(errors[0].Extent.StartOffset), "it cannot be parsed. " + errors[0].Message.TrimEnd('.'));
        }

        if (script.ParamBlock is not null || script.BeginBlock is not null || script.ProcessBlock is not null
            || script.DynamicParamBlock is not null || script.EndBlock is null || !script.EndBlock.Unnamed)
        {
            throw FilterProblem.At(0, FilterProblem.NotOneCondition);
        }

        return Single(script.EndBlock.Statements, script);
    }

    private ExpressionAst Single(ReadOnlyCollection<StatementAst> statements, Ast whole)
    {
        if (statements.Count != 1)
        {
            throw FilterProblem.At(statements.Count == 0 ? Place(whole) : Place(statements[1]), FilterProblem.NotOneCondition);
        }

        return FilterSyntax.Expression(statements[0])
            ?? throw FilterProblem.At(Place(statements[0]), FilterProblem.NoCommand);
    }

    private void Condition(ExpressionAst ast, int depth)
    {
        if (depth > FilterText.MaxDepth)
        {
            throw FilterProblem.TooDeep(Place(ast));
        }

        switch (ast)
        {
            case ParenExpressionAst paren:
                ExpressionAst inner = FilterSyntax.Expression(paren.Pipeline)
                    ?? throw FilterProblem.At(Place(paren.Pipeline), FilterProblem.NoCommand);
                Condition(inner, depth + 1);
                break;
            case UnaryExpressionAst { TokenKind: TokenKind.Not or TokenKind.Exclaim } not:
                json.Begin("not");
                Condition(not.Child, depth + 1);
                json.End();
                break;
            case BinaryExpressionAst { Operator: TokenKind.And or TokenKind.Or } logical:
                Logical(logical, depth);
                break;
            case BinaryExpressionAst binary:
                Comparison(binary);
                break;
            case VariableExpressionAst variable when FilterSyntax.Constant(variable) is bool constant:
                json.Constant(constant);
                break;
            default:
                Bare(ast);
                break;
        }
    }

    // a -and b -and c is (a -and b) -and c to the parser; one list keeps it flat.
    private void Logical(BinaryExpressionAst ast, int depth)
    {
        var parts = new Stack<ExpressionAst>();
        ExpressionAst first = ast;
        while (first is BinaryExpressionAst chain && chain.Operator == ast.Operator)
        {
            parts.Push(chain.Right);
            first = chain.Left;
        }

        json.BeginList(ast.Operator == TokenKind.And ? "and" : "or");
        Condition(first, depth + 1);
        while (parts.Count > 0)
        {
            json.Next();
            Condition(parts.Pop(), depth + 1);
        }

        json.EndList();
    }

    private void Comparison(BinaryExpressionAst ast)
    {
        int offset = Place(ast);
        FilterOperator comparison = FilterOperators.Of(ast.Operator)
            ?? throw FilterProblem.At(text.Written(ast.ErrorPosition.StartOffset), FilterOperators.Refusal(ast.ErrorPosition.Text));
        string property = Property(ast.Left)
            ?? throw FilterProblem.At(Place(ast.Left), "the left side of an operator must be the name of a property");
        object? value = values.Of(ast.Right, 0);
        new FilterComparison(json, property, comparison, offset, Place(ast.Right)).Write(value);
    }

    // A property alone is a condition if it can be true or false by itself.
    private void Bare(ExpressionAst ast)
    {
        string property = Property(ast)
            ?? throw FilterProblem.At(Place(ast), "a condition must be a comparison, such as Department -eq \"Finance\"");
        Type type = FilterProperty.Type(property)
            ?? throw FilterProblem.At(Place(ast), $"{property} cannot be compared");
        if (type != typeof(bool))
        {
            throw FilterProblem.At(Place(ast), $"{property} is not a condition by itself; compare it, as in {property} -ne $null");
        }

        new FilterComparison(json, property, FilterOperator.Eq, Place(ast), Place(ast)).Write(true);
    }

    private static string? Property(ExpressionAst ast)
    {
        if (ast is not MemberExpressionAst { Static: false } member || member is InvokeMemberExpressionAst)
        {
            return null;
        }

        string? name = (member.Member as StringConstantExpressionAst)?.Value;
        return member.Expression is VariableExpressionAst { Splatted: false } variable
            ? FilterSyntax.IsCurrentObject(variable) ? name : null
            : Is(name, nameof(ADUser.DistinguishedName)) && Is(Property(member.Expression), nameof(ADUser.Identity)) ? name : null;

        static bool Is(string? one, string other) => string.Equals(one, other, StringComparison.OrdinalIgnoreCase);
    }
}
