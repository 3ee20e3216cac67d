"""What values of the template are about: the resources that the stack itself makes."""


def listed(value):
    return value if isinstance(value, list) else [value]


def owner(value):
    """Return the logical id that a name or an ARN is made of; for something that may exist already, the stack's own."""
    match value:
        case {"Ref": name} | {"Fn::GetAtt": [name, _]}:
            return name
        case {"Fn::If": [_, own, _]}:
            return owner(own)
        case {"Fn::Sub": [_, {"Name": name}]}:
            return owner(name)
        case {"Fn::Sub": text}:
            return text[2:].partition("}")[0].partition(".")[0]
        case _:
            return value
