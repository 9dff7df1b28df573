"""Spans of requests (OpenTelemetry): kept only where an exporter is configured, and never with an error's message."""

from functools import cache

from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter
from opentelemetry.sdk.resources import SERVICE_NAME, Resource
from opentelemetry.sdk.trace import SpanProcessor, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor
from opentelemetry.trace import Tracer

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


@cache
def tracer(provider: TracerProvider) -> Tracer:
    """Give the tracer that the doors use."""
    return provider.get_tracer("tonghu")
