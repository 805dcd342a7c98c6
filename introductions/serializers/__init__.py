"""What the API of introductions reads and writes. Amounts are integers in minor units of `currency`."""

from introductions.serializers.disputes import EvidenceUploadSerializer, FileSerializer
from introductions.serializers.numbers import NumbersSerializer
from introductions.serializers.reading import IntroductionSerializer, OneIntroductionSerializer
from introductions.serializers.thread import (
    MessageWriteSerializer,
    ReadSerializer,
    ThreadSerializer,
)
from introductions.serializers.writing import RequestSerializer, serializer_of, takes_files

__all__ = [
    "EvidenceUploadSerializer",
    "FileSerializer",
    "IntroductionSerializer",
    "MessageWriteSerializer",
    "NumbersSerializer",
    "OneIntroductionSerializer",
    "ReadSerializer",
    "RequestSerializer",
    "ThreadSerializer",
    "serializer_of",
    "takes_files",
]
