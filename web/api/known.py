"""Models that are written without what is not known, and their schemas."""

from __future__ import annotations

from pydantic import BaseModel, GetJsonSchemaHandler
from pydantic.json_schema import JsonSchemaValue
from pydantic_core import CoreSchema


class Known(BaseModel):
    """What is written without what is not known: `exclude_none`."""

    @classmethod
    def __get_pydantic_json_schema__(cls, schema: CoreSchema, handler: GetJsonSchemaHandler) -> JsonSchemaValue:
        described = handler(schema)
        for field in handler.resolve_ref_schema(described).get("properties", {}).values():
            if field.get("default", ...) is None:
                del field["default"]
        return described
