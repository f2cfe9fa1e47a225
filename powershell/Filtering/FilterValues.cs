using System.Management.Automation.Language;
using System.Reflection;

namespace CsClientCertificate.Filtering;

/// <summary>
/// Values on the right of an operator: what can be known without running anything. A variable or a member that is not there is
/// an error, not null, because a list of the wrong users may be on its way to being revoked.
/// </summary>
internal sealed class FilterValues(CallerVariables variables, Func<Ast, int> place)
{
    private const string NoCode =
        "a filter runs no commands, methods or expressions; put the value into a variable first, as in $date = Get-Date; Get-CsUser -Filter {WhenCreated -lt $date}";

    // Converting to one of these runs no code of anybody's.
    private static readonly Type[] Types =
    {
        typeof(string), typeof(bool), typeof(int), typeof(long), typeof(uint), typeof(double), typeof(decimal), typeof(DateTime),
        typeof(DateTimeOffset), typeof(Guid), typeof(UserAccountControl),
    };

    /// <summary>The value, without PowerShell's wrapping.</summary>
    internal object? Of(ExpressionAst ast, int depth)
    {
        object? value = Find(ast, depth);
        return value is PSObject { BaseObject: not PSCustomObject } wrapped ? wrapped.BaseObject : value;
    }

    private object? Find(ExpressionAst ast, int depth)
    {
        if (depth > FilterText.MaxDepth)
        {
            throw FilterProblem.TooDeep(place(ast));
        }

        switch (ast)
        {
            case StringConstantExpressionAst { StringConstantType: not StringConstantType.BareWord } text:
                return text.Value;
            case StringConstantExpressionAst:
                throw FilterProblem.At(place(ast), "text must be in quotation marks");
            case ConstantExpressionAst constant:
                return constant.Value;
            case ExpandableStringExpressionAst expandable:
                return Expand(expandable, depth);
            case VariableExpressionAst variable:
                return Variable(variable);
            case MemberExpressionAst member and not InvokeMemberExpressionAst:
                return member.Static ? StaticMember(member) : Member(member, depth);
            case ConvertExpressionAst conversion and not AttributedExpressionAst { Attribute: not TypeConstraintAst }:
                return Convert(conversion, depth);
            case UnaryExpressionAst { TokenKind: TokenKind.Minus, Child: ConstantExpressionAst } minus:
                return Negative(minus, depth);
            case ParenExpressionAst paren when FilterSyntax.Expression(paren.Pipeline) is ExpressionAst inner:
                // A bare word in parentheses, such as (Get-Date), was made into a property of the user, but it was meant as a command.
                return inner is MemberExpressionAst { Expression: VariableExpressionAst owner } && FilterSyntax.IsCurrentObject(owner)
                    ? throw FilterProblem.At(place(inner), NoCode)
                    : Of(inner, depth + 1);
            case ArrayLiteralAst:
            case ArrayExpressionAst:
                throw FilterProblem.At(place(ast), FilterProblem.List);
            case UsingExpressionAst:
                throw FilterProblem.At(place(ast), "$using: is not needed; a filter can use the variables of its caller");
            default:
                throw FilterProblem.At(place(ast), NoCode);
        }
    }

    private object? Variable(VariableExpressionAst ast)
    {
        if (FilterSyntax.IsNull(ast))
        {
            return null;
        }

        if (FilterSyntax.IsCurrentObject(ast))
        {
            throw FilterProblem.At(place(ast), "$_ is the user being tested; put a value of another pipeline into a variable first");
        }

        if (ast.Splatted)
        {
            throw FilterProblem.At(place(ast), NoCode);
        }

        if (FilterSyntax.Constant(ast) is bool constant)
        {
            return constant;
        }

        return variables.TryGet(ast.VariablePath, out object? value)
            ? value
            : throw FilterProblem.At(place(ast), $"there is no variable ${ast.VariablePath.UserPath} here");
    }

    private object? Member(MemberExpressionAst ast, int depth)
    {
        string name = (ast.Member as StringConstantExpressionAst)?.Value ?? throw FilterProblem.At(place(ast.Member), NoCode);
        object? owner = Find(ast.Expression, depth + 1);
        if (owner is PSObject { BaseObject: IDictionary wrapped })
        {
            owner = wrapped;
        }

        if (owner is IDictionary dictionary && dictionary.Contains(name))
        {
            return dictionary[name];
        }

        PSPropertyInfo? property = owner is null ? null : PSObject.AsPSObject(owner).Properties[name];
        try
        {
            return property is not null
                ? property.Value
                : throw FilterProblem.At(place(ast.Member), $"{ast.Expression.Extent.Text} has no member {name}");
        }
        catch (GetValueException failure)
        {
            throw FilterProblem.At(place(ast.Member), failure.Message);
        }
    }

    private object? StaticMember(MemberExpressionAst ast)
    {
        string? name = (ast.Member as StringConstantExpressionAst)?.Value;
        Type? type = ast.Expression is TypeExpressionAst written ? Known(written.TypeName) : null;
        if (name is null || type is null)
        {
            throw FilterProblem.At(place(ast), NoCode);
        }

        const BindingFlags any = BindingFlags.Public | BindingFlags.Static | BindingFlags.IgnoreCase;
        return type.GetProperty(name, any)?.GetValue(null)
            ?? type.GetField(name, any)?.GetValue(null)
            ?? throw FilterProblem.At(place(ast.Member), $"[{type.Name}] has no member {name}");
    }

    private object? Convert(ConvertExpressionAst ast, int depth)
    {
        Type type = Known(ast.Type.TypeName) ?? throw FilterProblem.At(place(ast), $"{ast.Type.Extent.Text} cannot be used in a filter");
        object? value = Of(ast.Child, depth + 1);
        try
        {
            return LanguagePrimitives.ConvertTo(value, type, CultureInfo.InvariantCulture);
        }
        catch (PSInvalidCastException failure)
        {
            throw FilterProblem.At(place(ast.Child), failure.Message.TrimEnd('.'));
        }
    }

    private static Type? Known(ITypeName name)
    {
        Type? type = name.GetReflectionType();
        return Array.IndexOf(Types, type) < 0 ? null : type;
    }

    private object Negative(UnaryExpressionAst ast, int depth) => Of(ast.Child, depth + 1) switch
    {
        int number => number == int.MinValue ? -(long)number : -number,
        long number when number != long.MinValue => -number,
        double number => -number,
        decimal number => -number,
        _ => throw FilterProblem.At(place(ast), NoCode),
    };

    // What stands between the variables is read as a string of its own, so that its escapes are the parser's business.
    private string Expand(ExpandableStringExpressionAst ast, int depth)
    {
        string source = ast.Extent.Text;
        int start = ast.Extent.StartOffset;
        int from = 1;
        var text = new StringBuilder();
        foreach (ExpressionAst nested in ast.NestedExpressions)
        {
            if (nested is not VariableExpressionAst)
            {
                throw FilterProblem.At(place(nested), NoCode);
            }

            text.Append(Literal(source.Substring(from, nested.Extent.StartOffset - start - from), ast));
            text.Append(LanguagePrimitives.ConvertTo(Find(nested, depth + 1), typeof(string), CultureInfo.InvariantCulture));
            from = nested.Extent.EndOffset - start;
        }

        return text.Append(Literal(source.Substring(from, source.Length - 1 - from), ast)).ToString();
    }

    private string Literal(string part, Ast whole)
    {
        ScriptBlockAst script = Parser.ParseInput("\"" + part + "\"", out _, out ParseError[] errors);
        return errors.Length == 0 && script.EndBlock.Statements.Count == 1
            && FilterSyntax.Expression(script.EndBlock.Statements[0]) is StringConstantExpressionAst text
            ? text.Value
            : throw FilterProblem.At(place(whole), NoCode);
    }
}
