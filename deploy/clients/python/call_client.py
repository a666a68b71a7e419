"""Calls the generated clients: reads one call per line, as JSON, and prints one answer per line, as the generated models
write it. Operations and their parameters are found by name, so that this program needs no change when the documents do."""

import importlib
import inspect
import json
import re
import sys

# The folders of the generated packages.
sys.path[:0] = sys.argv[1:]


def plain(name):
    return re.sub(r"[^a-z0-9]", "", name.lower())


def operation_of(client, package, wanted):
    apis = importlib.import_module(package.__name__ + ".api")
    for api in (one for one in vars(apis).values() if inspect.isclass(one)):
        for name in dir(api):
            if plain(name) == plain(wanted) + "withhttpinfo":
                return getattr(api(client), name)
    raise LookupError(f"the client has no operation {wanted}")


def arguments_of(operation, call):
    left = {plain(name): value for place in call["parameters"].values() for name, value in place.items()}
    arguments = {}
    for name, parameter in inspect.signature(operation).parameters.items():
        if plain(name) in left:
            arguments[name] = left.pop(plain(name))
        elif "body" in call and hasattr(parameter.annotation, "from_json"):
            arguments[name] = parameter.annotation.from_json(json.dumps(call["body"]))
    if left:
        raise LookupError(f"the operation has no parameter {', '.join(left)}")
    return arguments


def answer_to(call):
    package = importlib.import_module(call["client"])
    configuration = package.Configuration(host=call["url"], access_token=call["token"])
    with package.ApiClient(configuration) as client:
        written = client.sanitize_for_serialization
        try:
            operation = operation_of(client, package, call["operation"])
            answer = operation(**arguments_of(operation, call))
        except package.ApiException as problem:
            if not problem.data:
                return {"failure": repr(problem)}
            return {"status": problem.status, "body": written(problem.data)}
        except (LookupError, ValueError, TypeError, AttributeError) as failure:
            return {"failure": f"{type(failure).__name__}: {failure}"}
        headers = {name.lower(): [value] for name, value in answer.headers.items()}
        return {"status": answer.status_code, "headers": headers, "body": written(answer.data)}


for line in sys.stdin:
    print(json.dumps(answer_to(json.loads(line))), flush=True)
