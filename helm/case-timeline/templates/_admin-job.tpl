{{/* An administrative Job and its NetworkPolicy: dict root, component, job (its values), args, env, needs, weight.
As a hook it runs before anything of the chart exists, so it uses only what exists already: Secrets by name, and the
namespace's default ServiceAccount without a token. As a plain Job its name changes with its image and settings, because
a Job cannot be changed. */}}
{{- define "case-timeline.adminJob" -}}
{{- $hook := eq .job.mode "hook" -}}
{{- $pod := include "case-timeline.casectlPod" . -}}
{{- $name := printf "%s-%s" (include "case-timeline.fullname" .root) .component -}}
{{- if not $hook }}{{ $name = printf "%s-%s" $name (sha256sum (printf "%s%s" $pod .root.Values.secretsRevision) | trunc 10) }}{{ end -}}
{{- if .root.Values.network.enabled }}
{{- $annotations := dict "helm.sh/hook" "pre-install,pre-upgrade" "helm.sh/hook-weight" (sub .weight 1 | toString) "helm.sh/hook-delete-policy" "before-hook-creation" }}
---
{{ include "case-timeline.casectlNetwork" (merge (dict "annotations" (ternary $annotations nil $hook)) .) }}
{{- end }}
---
apiVersion: batch/v1
kind: Job
metadata:
  name: {{ $name }}
  labels:
    {{- include "case-timeline.labels" . | nindent 4 }}
  {{- if $hook }}
  annotations:
    helm.sh/hook: pre-install,pre-upgrade
    helm.sh/hook-weight: {{ .weight | quote }}
    helm.sh/hook-delete-policy: before-hook-creation,hook-succeeded
  {{- end }}
spec:
  backoffLimit: {{ .job.backoffLimit }}
  activeDeadlineSeconds: {{ .job.activeDeadlineSeconds }}
  template:
    {{- $pod | nindent 4 }}
{{- end }}
