{{/* Writes the members of a map into another, which is changed, member by member: list target source. Unlike
mergeOverwrite it also takes 0, false and empty texts. */}}
{{- define "case-timeline.overlay" -}}
{{- $target := index . 0 -}}
{{- range $key, $value := index . 1 -}}
{{- $current := get $target $key -}}
{{- if and (kindIs "map" $value) (kindIs "map" $current) -}}
{{- include "case-timeline.overlay" (list $current $value) -}}
{{- else -}}
{{- $_ := set $target $key $value -}}
{{- end -}}
{{- end -}}
{{- end }}

{{/* The enabled services as YAML, by name: `defaults` with what differs. */}}
{{- define "case-timeline.services" -}}
{{- $services := dict -}}
{{- range $name, $own := .Values.services -}}
{{- $service := deepCopy $.Values.defaults -}}
{{- include "case-timeline.overlay" (list $service (default (dict) $own)) -}}
{{- if $service.enabled }}{{ $_ := set $services $name $service }}{{ end -}}
{{- end -}}
{{ toYaml $services }}
{{- end }}

{{/* The services that receive the handovers of other sectors. */}}
{{- define "case-timeline.receiving" -}}
prosecution adjudication victim-support
{{- end }}

{{/* The number of partitions of every topic, which is in the code and never changes. */}}
{{- define "case-timeline.partitions" -}}12{{- end }}

{{/* Whether a kind of connection is in use: dict root, need. */}}
{{- define "case-timeline.uses" -}}
{{- $values := .root.Values -}}
{{- if eq .need "kafka" }}{{ if eq $values.feed.kind "kafka" }}yes{{ end }}
{{- else if eq .need "eventStore" }}{{ if eq $values.eventStore.kind "eventstoredb" }}yes{{ end }}
{{- else if eq .need "otlp" }}{{ if $values.telemetry.otlpEndpoint }}yes{{ end }}
{{- else }}yes{{ end -}}
{{- end }}
