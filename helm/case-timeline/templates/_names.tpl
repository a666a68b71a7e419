{{/* The name of the release's objects. One that is too long ends with a hash, so that no two releases have the same hooks. */}}
{{- define "case-timeline.fullname" -}}
{{- $name := default .Chart.Name .Values.nameOverride -}}
{{- $full := ternary .Release.Name (printf "%s-%s" .Release.Name $name) (contains $name .Release.Name) -}}
{{- $chosen := default $full .Values.fullnameOverride -}}
{{- if le (len $chosen) 40 -}}
{{ $chosen }}
{{- else -}}
{{ printf "%s-%s" (trunc 33 $chosen | trimSuffix "-") (sha256sum $chosen | trunc 6) }}
{{- end -}}
{{- end }}

{{/* The labels by which objects find the pods of a component: dict root, component. They never change. */}}
{{- define "case-timeline.selector" -}}
app.kubernetes.io/name: {{ default .root.Chart.Name .root.Values.nameOverride | quote }}
app.kubernetes.io/instance: {{ .root.Release.Name | quote }}
{{- with .component }}
app.kubernetes.io/component: {{ . }}
{{- end }}
{{- end }}

{{/* All labels of an object: dict root, component. */}}
{{- define "case-timeline.labels" -}}
{{ include "case-timeline.selector" . }}
app.kubernetes.io/part-of: case-timeline
app.kubernetes.io/version: {{ .root.Chart.AppVersion | quote }}
app.kubernetes.io/managed-by: {{ .root.Release.Service }}
helm.sh/chart: {{ printf "%s-%s" .root.Chart.Name .root.Chart.Version | replace "+" "_" }}
{{- end }}

{{/* The image of a service or of casectl: dict root, component. */}}
{{- define "case-timeline.image" -}}
{{- $image := .root.Values.image -}}
{{- $registry := default $image.registry .root.Values.global.imageRegistry -}}
{{- $path := printf "%s/%s" $image.repository .component -}}
{{- if $registry }}{{ $path = printf "%s/%s" (trimSuffix "/" $registry) $path }}{{ end -}}
{{- with get $image.digests .component -}}
{{ printf "%s@%s" $path . }}
{{- else -}}
{{ printf "%s:%s" $path (default $.root.Chart.AppVersion $image.tag) }}
{{- end -}}
{{- end }}

{{- define "case-timeline.pullSecrets" -}}
{{- $names := concat .Values.image.pullSecrets (default (list) .Values.global.imagePullSecrets) | uniq -}}
{{- with $names }}
imagePullSecrets:
  {{- range . }}
  - name: {{ . | quote }}
  {{- end }}
{{- end }}
{{- end }}
