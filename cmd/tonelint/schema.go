package main

import (
	"encoding/json"
	"iter"
	"reflect"
	"slices"
)

// A schema is the part of JSON Schema (draft 7) that settings need.
type schema struct {
	Schema      string             `json:"$schema,omitempty"`
	Title       string             `json:"title,omitempty"`
	Description string             `json:"description,omitempty"`
	Type        string             `json:"type"`
	Enum        []string           `json:"enum,omitempty"`
	Items       *schema            `json:"items,omitempty"`
	Properties  map[string]*schema `json:"properties,omitempty"`
	Required    []string           `json:"required,omitempty"`
	Additional  any                `json:"additionalProperties,omitempty"` // false, or a *schema
	MinLength   int                `json:"minLength,omitempty"`
}

// configSchema is the JSON schema of a configuration file, for editors. It is made of the type that the file is read
// into, so it knows the same keys.
func configSchema() string {
	s := schemaOf(reflect.TypeFor[configFile](), "")
	s.Schema, s.Title = "http://json-schema.org/draft-07/schema#", configName
	b, err := json.MarshalIndent(s, "", "  ")
	if err != nil {
		panic(err) // it holds nothing that JSON cannot
	}
	return string(b) + "\n"
}

// settingHelp describes the settings that are not flags too, or are written differently there.
var settingHelp = map[string]string{
	"enable":    "use only these rules: ids or patterns such as accusatory/*",
	"allow":     "phrases in which nothing is found",
	"severity":  "the severity of rules, by id or pattern",
	"packs":     "folders of rules of your own, as seen from this file",
	"ignore":    "drafts that are passed over where a folder is searched: paths as seen from this file, such as old/ or *.md",
	"templates": "drafts that may hold placeholders: paths as seen from this file, such as templates/ or *.txt",
	"override":  "settings for some drafts, over those above",
	"path":      "the drafts it is for, as seen from this file: a path such as replies/ or *.txt",
}

func schemaOf(t reflect.Type, key string) *schema {
	help, values := settingHelp[key], valuesOf(key)
	if i := slices.IndexFunc(flags, func(f flagDef) bool { return f.name == key }); i >= 0 && help == "" {
		help = flags[i].help
	}
	s := &schema{Description: listing(help, values)}
	if t.Kind() == reflect.Pointer {
		t = t.Elem()
	}
	switch t.Kind() {
	case reflect.String:
		s.Type, s.Enum = "string", values
		if s.Enum == nil {
			s.MinLength = 1
		}
	case reflect.Slice:
		s.Type, s.Items = "array", schemaOf(t.Elem(), "")
	case reflect.Map:
		s.Type, s.Additional = "object", &schema{Type: "string", Enum: values}
	case reflect.Struct:
		s.Type, s.Properties, s.Additional = "object", map[string]*schema{}, false
		for key, field := range tomlFields(t) {
			s.Properties[key] = schemaOf(field, key)
		}
		if _, ok := s.Properties["path"]; ok {
			s.Required = []string{"path"}
		}
	}
	return s
}

// tomlFields yields the keys of a struct and their types in order, those of embedded structs with them.
func tomlFields(t reflect.Type) iter.Seq2[string, reflect.Type] {
	return func(yield func(string, reflect.Type) bool) {
		for _, f := range reflect.VisibleFields(t) {
			if key := f.Tag.Get("toml"); key != "" && !yield(key, f.Type) {
				return
			}
		}
	}
}
