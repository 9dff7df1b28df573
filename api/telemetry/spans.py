"""Spans of requests (OpenTelemetry): kept only where an exporter is configured, and never with an error's message.

Imported there alone: OpenTelemetry and what it sends with take 6 MB of a process.
"""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import cache
from typing import Any

from opentelemetry.context import Context
from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import SpanKind, Tracer

_PATIENCE = 2.0  # seconds: a collector that does not answer must not keep a process that ends


def exporter(endpoint: str) -> SpanProcessor:
    """Make what sends spans to a collector: OTLP over HTTP, e.g. `http://127.0.0.1:4318/v1/traces`."""
    return BatchSpanProcessor(OTLPSpanExporter(endpoint=endpoint, timeout=_PATIENCE))


def provider_of(processor: SpanProcessor) -> TracerProvider:
    """Make the provider of one process, whose spans go to the processor.

    The resource is made here alone: what the surroundings detect holds names of people's machines and accounts.
    """
    made = TracerProvider(resource=Resource({SERVICE_NAME: "tonghu"}))
    made.add_span_processor(processor)
    return made


@contextmanager
def spanned(provider: TracerProvider) -> Iterator[Callable[[Mapping[str, Any]], None]]:
    """Make a span of the block, which tells its attributes."""
    with _tracer(provider).start_as_current_span(
        "graphql",
        context=Context(),
        kind=SpanKind.SERVER,
        record_exception=False,
        set_status_on_exception=False,
    ) as span:
        yield span.set_attributes


@cache
def _tracer(provider: TracerProvider) -> Tracer:
    return provider.get_tracer("tonghu")
