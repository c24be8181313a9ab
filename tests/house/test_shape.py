"""The house's measures: file and function lengths, names that say nothing, one sentence a file."""

import ast
import re
import statistics

from tests.house.tree import files, product_code, texts

LONGEST_FILE = 350
LONGEST_TEST_FILE = 500
LONGEST_FUNCTION = 40
MEDIAN_FUNCTION = 12

SAYS_NOTHING = re.compile(r"(^|_)(utils?|helpers?|common|managers?|misc|stuff)(_|$)")


def functions(tree: ast.Module):
    return (n for n in ast.walk(tree) if isinstance(n, ast.FunctionDef | ast.AsyncFunctionDef))


def length(function) -> int:
    return function.end_lineno - function.lineno + 1


def test_no_file_is_too_long():
    long = {
        str(path): text.count("\n")
        for path, text in texts()
        if path.suffix == ".py"
        and text.count("\n") > (LONGEST_TEST_FILE if path.parts[0] == "tests" else LONGEST_FILE)
    }
    assert long == {}


def test_no_function_is_too_long():
    long = {
        f"{path}:{function.lineno} {function.name}": length(function)
        for path, _, tree in product_code()
        if "migrations" not in path.parts  # lists of columns, written by a program
        for function in functions(tree)
        if length(function) > LONGEST_FUNCTION
    }
    assert long == {}


def test_most_functions_are_short():
    lengths = [length(f) for _, _, tree in product_code() for f in functions(tree)]
    assert statistics.median(lengths) <= MEDIAN_FUNCTION


def test_no_file_or_class_has_a_name_that_says_nothing():
    named = [path.stem for path in files()] + [
        re.sub(r"(?<!^)(?=[A-Z])", "_", node.name).lower()
        for _, _, tree in product_code()
        for node in ast.walk(tree)
        if isinstance(node, ast.ClassDef)
    ]
    assert [name for name in named if SAYS_NOTHING.search(name)] == []


def test_every_module_says_what_it_is_for():
    silent = [
        str(path)
        for path, text, tree in product_code()
        if text.strip() and not ast.get_docstring(tree)
    ]
    assert silent == []


def test_package_files_are_empty():
    full = [str(path) for path, text in texts() if path.name == "__init__.py" and text.strip()]
    assert full == []
