"""The JSON endpoints, problem details and the OpenAPI document."""
