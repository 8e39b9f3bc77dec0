"""Words in Python that people read and that nobody marked."""

import ast
import re
from collections.abc import Iterable, Iterator

from clinic.translations import MARKS
from tests.clinic.unmarked.words import GAP, Found, has_letters, is_said, plain

# Whoever reads these writes programs or runs the site.
FOR_PROGRAMS = re.compile(
    r"/(migrations|management)/|^clinic/(settings|environment|embedded|logging|checks|children"
    r"|translations|unprivileged|lifeline|celery|beat|alive|state|health|api)\.py$"
    r"|^clinic/(demo|seeding|formats)/"
)
LOGGING = {"debug", "info", "warning", "error", "exception", "critical", "log", "bind", "msg"}
LOGGERS = {"log", "logger", "structlog"}
FOR_PROGRAMMERS = {
    *("ValueError", "TypeError", "RuntimeError", "KeyError", "LookupError", "AssertionError"),
    *("NotImplementedError", "ImproperlyConfigured", "CommandError", "SystemExit", "OSError"),
    *("AttributeError", "IndexError", "Http404", "ConnectionError", "TimeoutError", "Warning"),
}
# Their arguments are patterns, statements, or names of things in the code.
TECHNICAL = {
    *("compile", "match", "search", "fullmatch", "sub", "findall", "finditer", "split"),
    *("execute", "executemany", "RawSQL", "raw", "SQL", "copy", "cast", "TypeVar", "NewType"),
    *("get_model", "import_string", "import_module", "getattr", "hasattr", "setattr", "render"),
    *("render_to_string", "get_template", "Path", "strftime", "strptime", "crontab"),
    *("has_perm", "has_header", "prefetch_related", "select_related", "Trigger", "Func"),
}
# What comes first is the name of a model, or of a field that was sent.
NAMED_FIRST = {
    *("ForeignKey", "OneToOneField", "ManyToManyField", "GenericRelation"),
    *("get", "getlist", "pop"),
}
# Named like this, even one small word is read.
READ = {
    *("verbose_name", "verbose_name_plural", "help_text", "label", "short_description"),
    *("description", "empty_value_display", "empty_label", "title", "heading"),
}
SILENT = {
    *("class", "class_", "classes", "css_class", "headers", "template", "template_name", "name"),
    *("autocomplete", "pattern", "inputmode", "related_name", "db_comment", "sql", "func", "tags"),
    *("content_type", "field_name", "template_string", "to", "condition", "url_name"),
    *("@type", "@context", "samesite", "summary", "openapi_extra"),
}
ENUMERATED = {"TextChoices", "IntegerChoices"}


def is_for_programs(path: str) -> bool:
    """Whether nobody reads what this module says but programmers and operators."""
    return bool(FOR_PROGRAMS.search(path))


def found(path: str, source: str) -> Iterator[Found]:
    """The words of one module, in their order."""
    reader = _Reader(path)
    reader.visit(ast.parse(source))
    yield from sorted(reader.found, key=lambda one: one.line)


class _Reader(ast.NodeVisitor):
    """Walks a module; what cannot be read by people is not entered."""

    def __init__(self, path: str) -> None:
        self.path = path
        self.found: list[Found] = []

    def visit_Constant(self, node: ast.Constant) -> None:
        if isinstance(node.value, str) and is_said(node.value):
            self._add(node, node.value)

    def visit_JoinedStr(self, node: ast.JoinedStr) -> None:
        text = "".join(
            str(part.value) if isinstance(part, ast.Constant) else GAP for part in node.values
        )
        if is_said(text):
            self._add(node, text)
        self._all(part.value for part in node.values if isinstance(part, ast.FormattedValue))

    def visit_Expr(self, node: ast.Expr) -> None:
        if not isinstance(node.value, ast.Constant):
            self.generic_visit(node)

    def visit_Assert(self, node: ast.Assert) -> None:
        """Says something to programmers only."""

    def visit_Subscript(self, node: ast.Subscript) -> None:
        self.visit(node.value)

    def visit_Compare(self, node: ast.Compare) -> None:
        """What is compared is not shown."""

    def visit_Raise(self, node: ast.Raise) -> None:
        raised = node.exc
        if not (isinstance(raised, ast.Call) and _name(raised.func) in FOR_PROGRAMMERS):
            self.generic_visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        name = _name(node.func)
        if name in MARKS or name in TECHNICAL or _logs(node.func):
            self._all(one for one in node.args if isinstance(one, ast.Call))
            return
        self.visit(node.func)
        self._all(node.args[1:] if name in NAMED_FIRST else node.args)
        for keyword in node.keywords:
            self._named(keyword.arg or "", keyword.value)
        self._label(node, name)

    def visit_Dict(self, node: ast.Dict) -> None:
        for key, value in zip(node.keys, node.values, strict=True):
            said = key.value if isinstance(key, ast.Constant) else ""
            self._named(str(said), value)
            if isinstance(key, (ast.Call, ast.Tuple)):
                self.visit(key)

    def visit_Assign(self, node: ast.Assign) -> None:
        for target in node.targets:
            self.visit(target) if not isinstance(target, ast.Subscript) else None
        last = node.targets[-1]
        silent = isinstance(last, ast.Name) and last.id in ("__all__", "__slots__")
        if not silent and not _is_header(last):
            self._named(_name(last), node.value)

    def visit_AnnAssign(self, node: ast.AnnAssign) -> None:
        if node.value:
            self._named(_name(node.target), node.value)

    def visit_ClassDef(self, node: ast.ClassDef) -> None:
        self._all(node.decorator_list)
        if {_name(base) for base in node.bases} & ENUMERATED:
            for line in node.body:
                if isinstance(line, ast.Assign) and isinstance(line.value, ast.Constant):
                    self._add(line, f"{_name(line.targets[0])} has no label")
        self._all(node.body)

    def visit_FunctionDef(self, node: ast.FunctionDef) -> None:
        self._all(node.decorator_list)
        self._all(one for one in (*node.args.defaults, *node.args.kw_defaults) if one)
        self._all(node.body)

    def _named(self, name: str, value: ast.expr) -> None:
        if name in SILENT and not isinstance(value, ast.Call):
            return
        if name in READ and isinstance(value, ast.Constant) and isinstance(value.value, str):
            if has_letters(value.value):
                self._add(value, value.value)
        else:
            self.visit(value)

    def _label(self, node: ast.Call, name: str) -> None:
        """A field of a form without a label is called by its name in the code, in English."""
        given = {keyword.arg for keyword in node.keywords}
        is_field = isinstance(node.func, ast.Attribute) and _name(node.func.value) == "forms"
        hidden = any("HiddenInput" in ast.unparse(keyword.value) for keyword in node.keywords)
        if is_field and name.endswith("Field") and "label" not in given and not hidden:
            self._add(node, "the field has no label")

    def _all(self, nodes: Iterable[ast.AST]) -> None:
        for node in nodes:
            self.visit(node)

    def _add(self, node: ast.expr | ast.stmt, words: str) -> None:
        self.found.append(Found(self.path, node.lineno, plain(words)))


def _name(node: ast.AST) -> str:
    if isinstance(node, ast.Attribute):
        return node.attr
    return node.id if isinstance(node, ast.Name) else ""


def _logs(function: ast.expr) -> bool:
    return (
        isinstance(function, ast.Attribute)
        and function.attr in LOGGING
        and _name(function.value).lstrip("_").lower() in LOGGERS
    )


def _is_header(target: ast.expr) -> bool:
    """response["Cache-Control"] = …"""
    return isinstance(target, ast.Subscript) and (
        _name(target.value).endswith("response") or _name(target.value) == "headers"
    )
